// The JavaScript client's helpers: a stream with a function call, its outputs on a second stream, a poll, a cancel.
import OpenAI from "openai";

const client = new OpenAI();
const assistant = await client.beta.assistants.create({
  model: "gpt-4",
  tools: [{ type: "function", function: { name: "look", parameters: { type: "object", properties: {} } } }],
});
const thread = await client.beta.threads.create({ messages: [{ role: "user", content: "Look!" }] });

let text = "";
const first = client.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id });
first.on("textDelta", (delta) => (text += delta.value));
let run = await first.finalRun();
console.log("first:", run.status, text, (await first.finalMessages()).length);

const calls = run.required_action.submit_tool_outputs.tool_calls;
console.log("call:", calls[0].function.name, calls[0].function.arguments);
text = "";
const second = client.beta.threads.runs.submitToolOutputsStream(run.id, {
  thread_id: thread.id,
  tool_outputs: calls.map((call) => ({ tool_call_id: call.id, output: "seen" })),
});
second.on("textDelta", (delta) => (text += delta.value));
run = await second.finalRun();
console.log("second:", run.status, text, run.usage.total_tokens);

run = await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
console.log("polled:", run.status);

const waiting = await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
await client.beta.threads.runs.cancel(waiting.id, { thread_id: thread.id });
console.log("cancelled:", (await client.beta.threads.runs.poll(waiting.id, { thread_id: thread.id })).status);

try {
  await client.beta.threads.runs.retrieve("run_no", { thread_id: thread.id });
} catch (error) {
  console.log("error:", error.status, error.message);
}
