"""AutoGen 0.2's `GPTAssistantAgent`, talking to a `UserProxyAgent`."""

import os
from importlib.metadata import version

from autogen import UserProxyAgent
from autogen.agentchat.contrib.gpt_assistant_agent import GPTAssistantAgent

print("version:", version("autogen-agentchat"))

CONFIG = {"config_list": [{"model": "gpt-4", "api_key": "unused", "base_url": os.environ["OPENAI_BASE_URL"]}]}
WEATHER = {
    "name": "get_weather",
    "description": "The weather in a city",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
TOOLS = [{"type": "function", "function": WEATHER}]


def get_weather(city: str) -> str:
    return f"sunny in {city}, so sunny"


def assistant() -> GPTAssistantAgent:
    agent = GPTAssistantAgent(
        name="weather_person",
        instructions="You answer in one sentence.",
        llm_config=CONFIG,
        assistant_config={"tools": TOOLS},
    )
    agent.register_function(function_map={"get_weather": get_weather})
    return agent


user = UserProxyAgent("user", human_input_mode="NEVER", max_consecutive_auto_reply=0, code_execution_config=False)
agent = assistant()
assert user.initiate_chat(agent, message="What is 2 + 2?").summary.strip() == "It is 4."
print("ran: poll")
done = user.initiate_chat(agent, message="What is the weather in Oslo?", clear_history=False)
assert done.summary.strip() == "It is sunny in Oslo, so sunny in Oslo.", done
print("ran: function call")
# By its name, instructions and tools the assistant of before is found again.
assert assistant().assistant_id == agent.assistant_id
agent.delete_assistant()
print("ran: find the assistant again and delete it")
