// LangChain's OpenAIAssistantRunnable: by itself, and in an AgentExecutor.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { StructuredTool } from "@langchain/core/tools";
import { AgentExecutor } from "langchain/agents";
import { OpenAIAssistantRunnable } from "langchain/experimental/openai_assistant";
import { z } from "zod";

const { version } = JSON.parse(readFileSync(new URL("node_modules/langchain/package.json", import.meta.url)));
console.log("version:", version);

class Weather extends StructuredTool {
  schema = z.object({ city: z.string() });
  name = "get_weather";
  description = "The weather in a city";
  async _call({ city }) {
    return `sunny in ${city}, so sunny`;
  }
}

const tutor = await OpenAIAssistantRunnable.createAssistant({ name: "Tutor", model: "gpt-4" });
const messages = await tutor.invoke({ content: "What is 2 + 2?" });
assert.equal(messages[0].content[0].text.value, "It is 4.");
console.log("ran: poll");

const tools = [new Weather()];
const agent = await OpenAIAssistantRunnable.createAssistant({
  name: "Weather",
  instructions: "You know the weather.",
  model: "gpt-4",
  tools,
  asAgent: true,
});
const executor = AgentExecutor.fromAgentAndTools({ agent, tools });
const { output } = await executor.invoke({ content: "What is the weather in Oslo?" });
assert.equal(output, "It is sunny in Oslo, so sunny in Oslo.");
console.log("ran: function call in an AgentExecutor");

const changed = await agent.modifyAssistant({ name: "Weather in Oslo", model: "gpt-4" });
assert.equal(changed.name, "Weather in Oslo");
assert.equal((await agent.getAssistant()).name, "Weather in Oslo");
assert.ok((await agent.deleteAssistant()).deleted);
console.log("ran: change and delete the assistant");
