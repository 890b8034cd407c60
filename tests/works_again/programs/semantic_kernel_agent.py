"""Semantic Kernel's `OpenAIAssistantAgent`: a response, a stream, a plugin whose function is called, the thread."""

import asyncio
from importlib.metadata import version

from semantic_kernel.agents import AssistantAgentThread, OpenAIAssistantAgent
from semantic_kernel.functions import kernel_function


class Weather:
    @kernel_function(description="The weather in a city")
    def get_weather(self, city: str) -> str:
        return f"sunny in {city}, so sunny"


async def main() -> None:
    client = OpenAIAssistantAgent.create_client(ai_model_id="gpt-4o")
    definition = await client.beta.assistants.create(
        model="gpt-4o", name="Host", instructions="You answer in one sentence."
    )
    agent = OpenAIAssistantAgent(client=client, definition=definition, plugins=[Weather()])
    thread = AssistantAgentThread(client=client)

    response = await agent.get_response(messages="What is 2 + 2?", thread=thread)
    assert (str(response), response.thread.id) == ("It is 4.", thread.id)
    print("ran: poll")
    pieces = [str(one) async for one in agent.invoke_stream(messages="What is 2 + 2?", thread=thread)]
    assert "".join(pieces) == "It is 4.", pieces
    assert len(pieces) > 1
    print("ran: stream")
    replies = [str(one) async for one in agent.invoke(messages="What is the weather in Oslo?", thread=thread)]
    assert replies == ["It is sunny in Oslo, so sunny in Oslo."], replies
    pieces = [str(one) async for one in agent.invoke_stream(messages="The weather in Oslo?", thread=thread)]
    assert "".join(pieces) == "It is sunny in Oslo, so sunny in Oslo.", pieces
    print("ran: function calls (poll and stream)")
    said = [str(message) async for message in thread.get_messages(sort_order="asc")]
    assert said[:2] == ["What is 2 + 2?", "It is 4."], said
    await thread.delete()
    await client.beta.assistants.delete(agent.id)
    print("ran: list and deletion")


print("version:", version("semantic-kernel"))
asyncio.run(main())
