// What programs do with go-openai: poll, answer a call, list.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

const library = "github.com/sashabaranov/go-openai"

var (
	ctx    = context.Background()
	client *openai.Client
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func finished(run openai.Run) openai.Run {
	for run.Status == openai.RunStatusQueued || run.Status == openai.RunStatusInProgress {
		time.Sleep(100 * time.Millisecond)
		run = must(client.RetrieveRun(ctx, run.ThreadID, run.ID))
	}
	return run
}

func expect(run openai.Run, status openai.RunStatus, text string) {
	if run.Status != status {
		log.Fatalf("the run is %s: %+v", run.Status, run.LastError)
	}
	if text == "" {
		return
	}
	limit := 1
	messages := must(client.ListMessage(ctx, run.ThreadID, &limit, nil, nil, nil, nil)).Messages
	if said := messages[0].Content[0].Text.Value; said != text {
		log.Fatalf("it says %q", said)
	}
}

func main() {
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, module := range build.Deps {
			if module.Path == library {
				fmt.Println("version:", module.Version)
			}
		}
	}
	config := openai.DefaultConfig(os.Getenv("OPENAI_API_KEY"))
	config.BaseURL = os.Getenv("OPENAI_BASE_URL")
	client = openai.NewClientWithConfig(config)

	name, instructions := "Tutor", "You answer in one sentence."
	city := map[string]any{"city": map[string]any{"type": "string"}}
	weather := openai.FunctionDefinition{
		Name:       "get_weather",
		Parameters: map[string]any{"type": "object", "properties": city, "required": []string{"city"}},
	}
	assistant := must(client.CreateAssistant(ctx, openai.AssistantRequest{
		Model:        "gpt-4",
		Name:         &name,
		Instructions: &instructions,
		Tools:        []openai.AssistantTool{{Type: openai.AssistantToolTypeFunction, Function: &weather}},
	}))
	thread := must(client.CreateThread(ctx, openai.ThreadRequest{}))
	ask := func(text string) openai.Run {
		must(client.CreateMessage(ctx, thread.ID, openai.MessageRequest{Role: "user", Content: text}))
		return finished(must(client.CreateRun(ctx, thread.ID, openai.RunRequest{AssistantID: assistant.ID})))
	}

	expect(ask("What is 2 + 2?"), openai.RunStatusCompleted, "It is 4.")
	fmt.Println("ran: poll")

	run := ask("What is the weather in Oslo?")
	expect(run, openai.RunStatusRequiresAction, "")
	call := run.RequiredAction.SubmitToolOutputs.ToolCalls[0]
	if call.Function.Name != "get_weather" {
		log.Fatalf("it calls %q", call.Function.Name)
	}
	outputs := openai.SubmitToolOutputsRequest{ToolOutputs: []openai.ToolOutput{{ToolCallID: call.ID, Output: "sunny"}}}
	run = finished(must(client.SubmitToolOutputs(ctx, thread.ID, run.ID, outputs)))
	expect(run, openai.RunStatusCompleted, "It is sunny in Oslo.")
	fmt.Println("ran: function call")

	if runs := must(client.ListRuns(ctx, thread.ID, openai.Pagination{})).Runs; len(runs) != 2 {
		log.Fatalf("%d runs", len(runs))
	}
	must(client.DeleteThread(ctx, thread.ID))
	must(client.DeleteAssistant(ctx, assistant.ID))
	fmt.Println("ran: lists and deletion")
}
