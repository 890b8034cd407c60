// A typical first program for the Assistants API. Only OPENAI_BASE_URL is different.
import OpenAI from "openai";

const client = new OpenAI();

const assistant = await client.beta.assistants.create({
  name: "Math Tutor",
  instructions: "You are a personal math tutor.",
  model: "gpt-4",
});
const thread = await client.beta.threads.create();

for (const question of ["What is 2 + 2?", "And 3 + 3?"]) {
  await client.beta.threads.messages.create(thread.id, { role: "user", content: question });
  let run = await client.beta.threads.runs.create(thread.id, { assistant_id: assistant.id });
  while (["queued", "in_progress", "cancelling"].includes(run.status)) {
    console.log("status:", run.status);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    run = await client.beta.threads.runs.retrieve(run.id, { thread_id: thread.id });
  }
  console.log("status:", run.status);
}

for await (const message of client.beta.threads.messages.list(thread.id, { order: "asc" })) {
  for (const part of message.content) {
    if (part.type === "text") console.log(`${message.role}: ${part.text.value}`);
  }
}

for await (const run of client.beta.threads.runs.list(thread.id, { order: "asc" })) {
  console.log("run:", run.status, run.last_error ? run.last_error.message : "-");
}
