"""The model of the measurement: what the newest message asks it to play, so that every ending of a run occurs."""

import re

from app.models.script import Gate
from tests.conformance.description.definition import Description, Node
from tests.conformance.measuring.caller import as_objects
from tests.conformance.measuring.checking import Checker
from tests.fake_model import DONE, Answer, Head, calls, cut, data, event, refuse, say, usage

MODEL = "conformance-model"
PLAY = re.compile(r"play:(\w+)")

ROUNDS = 3
"""How often `play:rounds` calls a function."""


def play(name: str) -> str:
    """Write a message that asks for this play."""
    return f"Please play:{name}"


class Model:
    """Answers each request of the server. `gates` hold the replies to `play:hold`, oldest first."""

    def __init__(self, description: Description) -> None:
        self._description = description
        self.gates: list[Gate] = []

    def answer(self, body: dict[str, object]) -> Answer:
        """Return the answer to a request."""
        if "messages" not in body:
            return self._embed(body)
        messages = as_objects(body["messages"])
        if not messages:
            return refuse(400, "Invalid 'messages'.", type="invalid_request_error", param="messages")
        rounds = sum(message.get("role") == "tool" for message in messages)
        asked = [PLAY.search(str(message.get("content"))) for message in messages if message.get("role") == "user"]
        match next((found[1] for found in reversed(asked) if found), ""):
            case "call" if not rounds:
                return calls(("now", {"zone": "utc"}), ("now", {"zone": "cet"}))
            case "rounds" if rounds < ROUNDS and "tools" in body:
                return calls(("now", {"zone": "utc"}))
            case "big":
                return [Head(), event({"content": "Hello."}), event({}, "stop"), usage(1000, 5), DONE]
            case "length":
                return say("Half a ", finish="length")
            case "filter":
                return say("Half a ", finish="content_filter")
            case "refuse":
                return [Head(), event({"refusal": "I can"}), event({"refusal": "not."}), event({}, "stop"), DONE]
            case "quota":
                return refuse(429, "You exceeded your current quota.", code="insufficient_quota")
            case "slow":
                error = {"message": "Rate limit reached.", "code": "rate_limit_exceeded", "type": "tokens"}
                return [Head(), event({"content": "Half a "}), data({"error": error})]
            case "long":
                return refuse(
                    400, "This model's maximum context length is 4096 tokens.", code="context_length_exceeded"
                )
            case "deny":
                return refuse(403, "You may not use this model.")
            case "break":
                return cut("Half a ")
            case "hold":
                self.gates.append(Gate())
                return say("Hel", self.gates[-1], "lo")
            case _:
                return say("Hello ", "there.")

    def _embed(self, body: dict[str, object]) -> Answer:
        """Answer as OpenAI's own service: a body that breaks the description is refused by the name of the place."""
        faults = Checker(self._description).check(Node(ref="CreateEmbeddingRequest"), body, "")
        if faults:
            place = ".".join(faults[0].steps).replace(".[]", "[0]")
            return refuse(400, f"Invalid '{place}'.", type="invalid_request_error", param=place)
        vectors = b'[{"object":"embedding","index":0,"embedding":[0.5,1.0]}]'
        text = b'{"object":"list","model":"e","data":%b,"usage":{"prompt_tokens":1,"total_tokens":1}}' % vectors
        return [Head(200, "application/json"), text]
