// A typical first program for the Assistants API. Only OPENAI_BASE_URL is different.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

func main() {
	ctx := context.Background()
	config := openai.DefaultConfig(os.Getenv("OPENAI_API_KEY"))
	config.BaseURL = os.Getenv("OPENAI_BASE_URL")
	client := openai.NewClientWithConfig(config)

	name, instructions := "Math Tutor", "You are a personal math tutor."
	assistant, err := client.CreateAssistant(ctx, openai.AssistantRequest{
		Model: openai.GPT4, Name: &name, Instructions: &instructions,
	})
	check(err)
	thread, err := client.CreateThread(ctx, openai.ThreadRequest{})
	check(err)

	for _, question := range []string{"What is 2 + 2?", "And 3 + 3?"} {
		_, err = client.CreateMessage(ctx, thread.ID, openai.MessageRequest{Role: "user", Content: question})
		check(err)
		run, err := client.CreateRun(ctx, thread.ID, openai.RunRequest{AssistantID: assistant.ID})
		check(err)
		for run.Status == openai.RunStatusQueued || run.Status == openai.RunStatusInProgress ||
			run.Status == openai.RunStatusCancelling {
			fmt.Println("status:", run.Status)
			time.Sleep(time.Second)
			run, err = client.RetrieveRun(ctx, thread.ID, run.ID)
			check(err)
		}
		fmt.Println("status:", run.Status)
	}

	order := "asc"
	messages, err := client.ListMessage(ctx, thread.ID, nil, &order, nil, nil, nil)
	check(err)
	for _, message := range messages.Messages {
		for _, part := range message.Content {
			if part.Text != nil {
				fmt.Printf("%s: %s\n", message.Role, part.Text.Value)
			}
		}
	}

	runs, err := client.ListRuns(ctx, thread.ID, openai.Pagination{Order: &order})
	check(err)
	for _, run := range runs.Runs {
		reason := "-"
		if run.LastError != nil {
			reason = run.LastError.Message
		}
		fmt.Println("run:", run.Status, reason)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
