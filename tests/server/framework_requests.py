"""What clients and frameworks sent for one question with a function call, taken from the wire on 2026-11-28.

`python -m tests.works_again` runs the frameworks themselves; these requests guard in the suite what they rely on.
"""

from typing import Any

from msgspec import Struct

Json = dict[str, Any]

TEXT = "What is the weather in Oslo?"


def weather(description: str = "The weather in a city.", name: str = "get_weather", **city: str) -> list[Json]:
    """The function, with what a framework adds to the description of its parameter."""
    parameters = {"type": "object", "properties": {"city": {"type": "string", **city}}, "required": ["city"]}
    return [{"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}]


class FrameworkRequests(Struct, frozen=True, kw_only=True):
    """The bodies of a framework. `assistant_id` and the ids in the outputs are put in when they are sent.

    Without a `message` the run is created with its thread. `query` is how it then asks for messages, `outputs` what
    goes with the outputs of the call.
    """

    agent: str
    assistant: Json
    thread: Json
    message: Json | None
    run: Json
    query: str
    outputs: Json


OPENAI = FrameworkRequests(
    agent="OpenAI/Python 1.26.0",
    assistant={"model": "gpt-4", "instructions": "Be brief.", "metadata": {"team": "blue"}, "tools": weather()},
    thread={"messages": [{"role": "user", "content": TEXT}]},
    message=None,
    run={"stream": False},
    query="limit=1",
    outputs={"stream": False},
)
LANGCHAIN = FrameworkRequests(
    agent="OpenAI/Python 1.109.1",
    assistant={"model": "gpt-4", "instructions": "Be brief.", "name": "Weather", "tools": weather()},
    thread={
        "messages": [{"role": "user", "content": TEXT, "metadata": None, "attachments": None}],
        "metadata": None,
    },
    message=None,
    run={},
    query="order=asc",
    outputs={},
)
LANGCHAIN_V2 = FrameworkRequests(
    agent="OpenAI/Python 1.109.1",
    assistant=LANGCHAIN.assistant,
    thread={"messages": [{"role": "user", "content": TEXT, "attachments": [], "metadata": None}], "metadata": None},
    message=None,
    run={},
    query="order=asc",
    outputs={},
)
LLAMA_INDEX = FrameworkRequests(
    agent="OpenAI/Python 1.109.1",
    assistant={
        "model": "gpt-4",
        "instructions": "Be brief.",
        "name": "Tutor",
        "temperature": None,
        "tools": weather("get_weather(city: str) -> str\nThe weather in a city.", title="City"),
        "top_p": None,
    },
    thread={},
    message={"content": TEXT, "role": "user", "attachments": []},
    run={"instructions": None},
    query="order=desc",
    outputs={},
)
AUTOGEN_2 = FrameworkRequests(
    agent="OpenAI/Python 3.57.0",
    assistant={"model": "gpt-4", "instructions": "Be brief.", "name": "weather_person", "tools": weather()},
    thread={"messages": []},
    message={"content": TEXT, "role": "user"},
    run={"instructions": "Be brief."},
    query="order=asc",
    outputs={},
)
AUTOGEN_7 = FrameworkRequests(
    agent="AsyncOpenAI/Python 3.57.0",
    assistant={
        "model": "gpt-4o",
        "description": "Knows the weather",
        "instructions": "Be brief.",
        "metadata": None,
        "temperature": None,
        "tools": weather(description="The weather in a city.", title="City"),
        "top_p": None,
    },
    thread={},
    message={"content": TEXT, "role": "user"},
    run={},
    query="limit=1&order=desc",
    outputs={},
)
SEMANTIC_KERNEL = FrameworkRequests(
    agent="semantic-kernel-python/1.45.0",
    assistant={"model": "gpt-4o", "instructions": "Be brief.", "name": "Host"},
    thread={},
    message={"content": [{"type": "text", "text": TEXT}], "role": "user"},
    run={
        "model": "gpt-4o",
        "instructions": "Be brief.",
        "metadata": {},
        "temperature": 1.0,
        "tools": weather(name="Weather-get_weather"),
        "top_p": 1.0,
    },
    query="order=asc",
    outputs={},
)
