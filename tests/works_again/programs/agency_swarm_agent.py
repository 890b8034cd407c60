"""Agency Swarm: an agency of two agents, asked by polling and with a stream; a tool of the first one."""

from importlib.metadata import version

from agency_swarm import Agency, Agent, BaseTool
from agency_swarm.util.streaming import AgencyEventHandler
from pydantic import Field

print("version:", version("agency-swarm"))


class GetWeather(BaseTool):
    """The weather in a city."""

    city: str = Field(..., description="The name of the city")

    def run(self) -> str:
        return f"sunny in {self.city}, so sunny"


host = Agent(
    name="Host",
    description="Speaks with the user",
    instructions="You answer in one sentence.",
    model="gpt-4o",
    tools=[GetWeather],
)
guest = Agent(name="Guest", description="Knows more", instructions="You answer in one sentence.", model="gpt-4o")
agency = Agency([host, [host, guest]], shared_instructions="You are polite.")
assert agency.get_completion("What is 2 + 2?") == "It is 4."
print("ran: poll")

texts: list[str] = []


class Handler(AgencyEventHandler):
    def on_text_delta(self, delta, snapshot):
        texts.append(delta.value)


assert agency.get_completion_stream("What is 2 + 2?", event_handler=Handler) == "It is 4."
assert "".join(texts) == "It is 4."
assert len(texts) > 1
print("ran: stream")
texts.clear()
assert agency.get_completion("What is the weather in Oslo?") == "It is sunny in Oslo, so sunny in Oslo."
final = agency.get_completion_stream("What is the weather in Oslo?", event_handler=Handler)
assert final == "It is sunny in Oslo, so sunny in Oslo." == "".join(texts)
print("ran: function calls (poll and stream)")
