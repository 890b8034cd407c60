"""AutoGen 0.7's `OpenAIAssistantAgent`: messages, a function call, its state, reset and deletion."""

import asyncio
from importlib.metadata import version
from pathlib import Path

from autogen_agentchat.messages import TextMessage, ToolCallExecutionEvent, ToolCallRequestEvent
from autogen_core import CancellationToken
from autogen_ext.agents.openai import OpenAIAssistantAgent
from openai import AsyncOpenAI

TABLE = Path("Отчёт 1.csv")
TABLE.write_bytes(b"a,b\n1,2\n")


async def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"sunny in {city}, so sunny"


async def main() -> None:
    token = CancellationToken()
    client = AsyncOpenAI()
    agent = OpenAIAssistantAgent(
        name="weather_person",
        description="Knows the weather",
        client=client,
        model="gpt-4o",
        instructions="You answer in one sentence.",
        tools=[get_weather],
    )

    async def ask(text: str):
        return await agent.on_messages([TextMessage(source="user", content=text)], token)

    assert (await ask("What is 2 + 2?")).chat_message.content == "It is 4."
    print("ran: poll")
    response = await ask("What is the weather in Oslo?")
    assert response.chat_message.content == "It is sunny in Oslo, so sunny in Oslo."
    assert [type(one) for one in response.inner_messages] == [ToolCallRequestEvent, ToolCallExecutionEvent]
    print("ran: function call")
    state = await agent.save_state()
    await agent.load_state(state)
    assert (await ask("What is 2 + 2?")).chat_message.content == "It is 4."
    await agent.on_reset(token)
    assert (await ask("What is 2 + 2?")).chat_message.content == "It is 4."
    for _ in range(2):
        await agent.on_upload_for_code_interpreter(str(TABLE), token)
    state = await agent.save_state()
    thread = await client.beta.threads.retrieve(state["thread_id"])
    assert thread.tool_resources.code_interpreter.file_ids == state["uploaded_file_ids"]
    assert (await ask("What is 2 + 2?")).chat_message.content == "It is 4."
    files = [file.filename async for file in client.files.list()]
    assert files == [TABLE.name] * 2, files
    await agent.delete_uploaded_files(token)
    assert (await client.files.list()).data == []
    print("ran: files")
    await agent.delete_assistant(token)
    print("ran: state, reset and deletion")


print("version:", version("autogen-ext"))
asyncio.run(main())
