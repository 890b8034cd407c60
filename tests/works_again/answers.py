"""What the fake model answers to the programs: it follows what it is asked, since each framework asks in its own order.

What is 2 + 2?                 It is 4.
What is the weather in Oslo?   a call of the function that takes a `city`; after its output: It is OUTPUT in Oslo.
Wait for me.                   a reply that does not end
Break.                         HTTP 400
"""

from typing import cast

from tests.fake_model import Answer, Json, calls, hang, refuse, say

MODELS = ("gpt-4", "gpt-4o", "gpt-4-turbo")
"""What programs for the Assistants API name."""


def answer(body: Json) -> Answer:
    """Answer a request for a chat completion."""
    messages = cast(list[Json], body["messages"])
    if messages[-1]["role"] == "tool":
        return say("It ", "is ", text_of(messages[-1]), " in ", "Oslo.")
    asked = next((text_of(one) for one in reversed(messages) if one["role"] == "user"), "")
    if "Break." in asked:
        return refuse(400, "The model broke.")
    if "Wait for me." in asked:
        return hang("One ", "moment")
    if "weather in Oslo" in asked:
        return calls((weather_function(body), {"city": "Oslo"}))
    if "2 + 2" in asked:
        return say("It ", "is ", "4.")
    return say("I was not asked anything I know.")


def text_of(message: Json) -> str:
    """Return the text of a message, whose content may be parts."""
    content = message["content"]
    if isinstance(content, str):
        return content
    return "".join(str(part.get("text", "")) for part in cast(list[Json], content))


def weather_function(body: Json) -> str:
    """Return the name of the function that takes a city; frameworks give functions names of their own."""
    for tool in cast(list[Json], body.get("tools", [])):
        function = cast(Json, tool["function"])
        parameters = cast(Json, function.get("parameters", {}))
        if "city" in cast(Json, parameters.get("properties", {})):
            return str(function["name"])
    return "no function takes a city"
