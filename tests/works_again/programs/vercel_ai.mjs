// Vercel's ai: the route with AssistantResponse, and a page with useAssistant, as its documentation shows both.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { AssistantResponse } from "ai";
import { JSDOM } from "jsdom";
import OpenAI from "openai";

const { version } = JSON.parse(readFileSync(new URL("node_modules/ai/package.json", import.meta.url)));
console.log("version:", version);

const openai = new OpenAI();
const assistant = await openai.beta.assistants.create({
  model: "gpt-4o",
  instructions: "You answer in one sentence.",
  tools: [
    {
      type: "function",
      function: {
        name: "get_weather",
        description: "The weather in a city",
        parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      },
    },
  ],
});

async function POST(request) {
  const input = await request.json();
  const threadId = input.threadId ?? (await openai.beta.threads.create({})).id;
  const created = await openai.beta.threads.messages.create(threadId, { role: "user", content: input.message });
  return AssistantResponse({ threadId, messageId: created.id }, async ({ forwardStream, sendDataMessage }) => {
    let result = await forwardStream(openai.beta.threads.runs.stream(threadId, { assistant_id: assistant.id }));
    while (result?.status === "requires_action") {
      const tool_outputs = result.required_action.submit_tool_outputs.tool_calls.map((call) => {
        sendDataMessage({ role: "data", data: call.function.arguments });
        return { tool_call_id: call.id, output: "sunny" };
      });
      result = await forwardStream(
        openai.beta.threads.runs.submitToolOutputsStream(threadId, result.id, { tool_outputs }),
      );
    }
  });
}

const { window } = new JSDOM('<div id="root"></div>');
globalThis.window = window;
globalThis.document = window.document;
globalThis.navigator ??= window.navigator;
const { createElement } = await import("react");
const { createRoot } = await import("react-dom/client");
const { useAssistant } = await import("ai/react");

let page;
function Page() {
  page = useAssistant({ api: "http://localhost/api/assistant", fetch: (url, init) => POST(new Request(url, init)) });
  if (page.error) console.log(page.error);
  return page.messages.map((message) =>
    createElement("p", { key: message.id }, `${message.role}: ${message.content || message.data}`),
  );
}
const root = createRoot(window.document.getElementById("root"));
root.render(createElement(Page));
const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
};
const shown = () => [...window.document.querySelectorAll("p")].map((one) => one.textContent);
await until(() => page);
const threads = new Set();
const ask = async (content) => {
  await page.append({ role: "user", content });
  await until(() => page.status === "awaiting_message");
  threads.add(page.threadId);
  return shown();
};

assert.deepEqual(await ask("What is 2 + 2?"), ["user: What is 2 + 2?", "assistant: It is 4."]);
console.log("ran: AssistantResponse and useAssistant");
const replies = await ask("What is the weather in Oslo?");
assert.deepEqual(replies.slice(2), [
  "user: What is the weather in Oslo?",
  'data: {"city": "Oslo"}',
  "assistant: It is sunny in Oslo.",
]);
assert.equal(threads.size, 1);
console.log("ran: function call");
root.unmount();
window.close();
