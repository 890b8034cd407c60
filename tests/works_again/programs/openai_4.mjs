// What programs do with openai-node 4, whose ids are positional: poll, stream, answer a call, cancel, attach a file, list.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import OpenAI, { toFile } from "openai";

const { version } = JSON.parse(readFileSync(new URL("node_modules/openai/package.json", import.meta.url)));
console.log("version:", version);

const client = new OpenAI();
const { assistants, threads } = client.beta;
const weather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "The weather in a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};
const assistant = await assistants.create({
  name: "Tutor",
  instructions: "You answer in one sentence.",
  model: "gpt-4",
  tools: [weather],
});
const changed = await assistants.update(assistant.id, { name: "Math Tutor" });
assert.equal(changed.name, "Math Tutor");
assert.deepEqual(await assistants.retrieve(assistant.id), changed);

const ask = (thread, content) => threads.messages.create(thread.id, { role: "user", content });
const newest = async (threadId) => (await threads.messages.list(threadId, { limit: 1 })).data[0].content[0].text.value;

const thread = await threads.create({ messages: [{ role: "user", content: "What is 2 + 2?" }] });
let run = await threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
assert.equal(run.status, "completed");
assert.equal(await newest(thread.id), "It is 4.");
assert.ok(run.usage.total_tokens > 0);
console.log("ran: poll");

await ask(thread, "And what is 2 + 2 again?");
const deltas = [];
const stream = threads.runs
  .stream(thread.id, { assistant_id: assistant.id })
  .on("textDelta", (delta) => deltas.push(delta.value));
run = await stream.finalRun();
assert.equal(run.status, "completed");
assert.equal((await stream.finalMessages())[0].content[0].text.value, "It is 4.");
assert.equal(deltas.join(""), "It is 4.");
assert.ok(deltas.length > 1);
console.log("ran: stream");

await ask(thread, "What is the weather in Oslo?");
const first = threads.runs.stream(thread.id, { assistant_id: assistant.id });
run = await first.finalRun();
assert.equal(run.status, "requires_action");
const answers = (waiting, output) =>
  waiting.required_action.submit_tool_outputs.tool_calls.map((call) => {
    assert.equal(call.function.name, "get_weather");
    assert.deepEqual(JSON.parse(call.function.arguments), { city: "Oslo" });
    return { tool_call_id: call.id, output };
  });
const second = threads.runs.submitToolOutputsStream(thread.id, run.id, {
  tool_outputs: answers(run, "sunny"),
});
assert.equal((await second.finalRun()).status, "completed");
assert.equal((await second.finalMessages())[0].content[0].text.value, "It is sunny in Oslo.");
run = await threads.createAndRunPoll({
  assistant_id: assistant.id,
  thread: { messages: [{ role: "user", content: "What is the weather in Oslo?" }] },
});
assert.equal(run.status, "requires_action");
run = await threads.runs.submitToolOutputsAndPoll(run.thread_id, run.id, { tool_outputs: answers(run, "rainy") });
assert.equal(run.status, "completed");
assert.equal(await newest(run.thread_id), "It is rainy in Oslo.");
const steps = await threads.runs.steps.list(run.thread_id, run.id, { order: "asc" });
assert.deepEqual(steps.data.map((step) => step.type), ["tool_calls", "message_creation"]);
console.log("ran: function calls");

await ask(thread, "Wait for me.");
run = await threads.runs.create(thread.id, { assistant_id: assistant.id });
await threads.runs.cancel(thread.id, run.id);
assert.equal((await threads.runs.poll(thread.id, run.id)).status, "cancelled");
await ask(thread, "Break.");
run = await threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id });
assert.equal(run.status, "failed");
assert.match(run.last_error.message, /The model broke\./);
console.log("ran: cancel and failure");

const table = Buffer.from("a,b\n1,2\n".repeat(1000));
const file = await client.files.create({ file: await toFile(table, "Отчёт 1.csv"), purpose: "assistants" });
assert.deepEqual([file.filename, file.bytes], ["Отчёт 1.csv", table.length]);
assert.equal((await client.files.waitForProcessing(file.id)).status, "processed");
assert.ok(Buffer.from(await (await client.files.content(file.id)).arrayBuffer()).equals(table));
const files = [];
for await (const one of client.files.list({ purpose: "assistants" })) files.push(one.id);
assert.deepEqual(files, [file.id]);
const attachments = [{ file_id: file.id, tools: [{ type: "code_interpreter" }] }];
const withFile = await threads.create({ messages: [{ role: "user", content: "What is 2 + 2?", attachments }] });
run = await threads.runs.createAndPoll(withFile.id, { assistant_id: assistant.id });
assert.equal(run.status, "completed");
assert.equal((await threads.messages.list(withFile.id, { order: "asc" })).data[0].attachments[0].file_id, file.id);
assert.ok((await client.files.del(file.id)).deleted);
console.log("ran: files");

const statuses = [];
for await (const one of threads.runs.list(thread.id, { limit: 2 })) statuses.push(one.status);
assert.deepEqual(statuses, ["failed", "cancelled", "completed", "completed", "completed"]);
const said = [];
for await (const message of threads.messages.list(thread.id, { limit: 3, order: "asc" }))
  said.push(message.content[0].text.value);
assert.deepEqual(said.slice(0, 2), ["What is 2 + 2?", "It is 4."]);
assert.ok((await threads.del(thread.id)).deleted);
await assert.rejects(threads.retrieve(thread.id), OpenAI.NotFoundError);
assert.ok((await assistants.del(assistant.id)).deleted);
console.log("ran: lists and deletion");
