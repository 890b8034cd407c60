"""LlamaIndex's `OpenAIAssistantAgent`: chat, a function call, the history, an assistant that exists, another thread."""

import asyncio
from importlib.metadata import version
from pathlib import Path

from llama_index.agent.openai import OpenAIAssistantAgent
from llama_index.core.tools import FunctionTool

print("version:", version("llama-index-agent-openai"))


def get_weather(city: str) -> str:
    """The weather in a city."""
    return "sunny"


tools = [FunctionTool.from_defaults(fn=get_weather)]
agent = OpenAIAssistantAgent.from_new(
    name="Tutor", instructions="You answer in one sentence.", tools=tools, model="gpt-4"
)
assert agent.chat("What is 2 + 2?").response == "It is 4."
assert asyncio.run(agent.achat("What is 2 + 2?")).response == "It is 4."
print("ran: poll")
response = agent.chat("What is the weather in Oslo?")
assert response.response == "It is sunny in Oslo."
assert [source.raw_input["kwargs"] for source in response.sources] == [{"city": "Oslo"}]
print("ran: function call")

history = [(message.role.value, message.content) for message in agent.chat_history]
assert history[:2] == [("user", "What is 2 + 2?"), ("assistant", "It is 4.")], history
assert len(history) == 6
table = Path("Отчёт 1.csv")
table.write_bytes(b"a,b\n1,2\n")
[file_id] = agent.upload_files([str(table)])
message = agent.add_message("Read it.", file_ids=[file_id])
assert [one.file_id for one in message.attachments] == [file_id]
assert agent.client.files.retrieve(file_id).filename == table.name
assert agent.chat("What is 2 + 2?").response == "It is 4."
print("ran: files")

same = OpenAIAssistantAgent.from_existing(agent.assistant.id, tools=tools, thread_id=agent.thread_id)
assert len(same.chat_history) == 9
same.reset()
assert (same.chat_history, same.thread_id != agent.thread_id) == ([], True)
print("ran: history and reset")
