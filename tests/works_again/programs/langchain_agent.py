"""LangChain's `OpenAIAssistantRunnable`: by itself, in an `AgentExecutor`, and with the outputs given by hand."""

from importlib.metadata import version

try:
    from langchain.agents import AgentExecutor
    from langchain.agents.openai_assistant import OpenAIAssistantRunnable
except ImportError:  # since 1.0 it is in a package of its own
    from langchain_classic.agents import AgentExecutor
    from langchain_classic.agents.openai_assistant import OpenAIAssistantRunnable
from langchain_community.agents.openai_assistant import OpenAIAssistantV2Runnable
from langchain_core.agents import AgentFinish
from langchain_core.tools import tool

print("version:", version("langchain"))


@tool
def get_weather(city: str) -> str:
    """The weather in a city."""
    return f"sunny in {city}, so sunny"


tutor = OpenAIAssistantRunnable.create_assistant(
    name="Tutor", instructions="You are a personal math tutor.", tools=[], model="gpt-4"
)
messages = tutor.invoke({"content": "What is 2 + 2?"})
assert messages[0].content[0].text.value == "It is 4."
again = tutor.invoke({"content": "What is 2 + 2?", "thread_id": messages[0].thread_id})
assert (again[0].thread_id, again[0].content[0].text.value) == (messages[0].thread_id, "It is 4.")
print("ran: poll")

agent = OpenAIAssistantRunnable.create_assistant(
    name="Weather", instructions="You know the weather.", tools=[get_weather], model="gpt-4", as_agent=True
)
done = AgentExecutor(agent=agent, tools=[get_weather]).invoke({"content": "What is the weather in Oslo?"})
assert done["output"] == "It is sunny in Oslo, so sunny in Oslo.", done
print("ran: function call in an AgentExecutor")

agent = OpenAIAssistantV2Runnable.create_assistant(
    name="Weather", instructions="You know the weather.", tools=[get_weather], model="gpt-4", as_agent=True
)
response = agent.invoke({"content": "What is the weather in Oslo?"})
while not isinstance(response, AgentFinish):
    outputs = [{"output": "rainy", "tool_call_id": action.tool_call_id} for action in response]
    assert [action.tool_input for action in response] == [{"city": "Oslo"}]
    response = agent.invoke({"tool_outputs": outputs, "run_id": response[0].run_id, "thread_id": response[0].thread_id})
assert response.return_values["output"] == "It is rainy in Oslo."
print("ran: OpenAIAssistantV2Runnable")
