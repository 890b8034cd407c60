"""Requests, and servers that refuse something in them."""

import json
import re
from collections.abc import Callable
from typing import cast

from msgspec.structs import replace

from app.api.objects import Text, TextPart
from app.api.steps import FunctionCall, FunctionToolCall
from app.api.tools import ImageUrl, ImageUrlPart
from app.models.model import EarlierAnswer
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Json, refuse, say
from tests.models.asking import message, request_of

PICTURE = ImageUrlPart(image_url=ImageUrl(url="https://pictures.example/cat.png"))
CALL = FunctionToolCall(id="call_abc123", function=FunctionCall(name="look", arguments="{}", output="sunny"))
INSTRUCTED = replace(request_of("Hello"), instructions="Be brief.")
WARM = replace(request_of("Hello"), temperature=0.5, top_p=0.9, reasoning_effort="low", max_completion_tokens=50)
PICTURED = replace(request_of(), messages=[message([TextPart(text=Text(value="What is this?")), PICTURE])])
CALLED = replace(request_of("Hello"), earlier_answers=[EarlierAnswer(text="", calls=[CALL])])

Check = Callable[[Json], bool]


def messages_of(body: Json) -> list[Json]:
    return cast("list[Json]", body["messages"])


def has_system(body: Json) -> bool:
    return any(one["role"] in ("system", "developer") for one in messages_of(body))


def has_image(body: Json) -> bool:
    return "image_url" in json.dumps(body)


def has_long_id(body: Json) -> bool:
    ids = [str(one["tool_call_id"]) for one in messages_of(body) if "tool_call_id" in one]
    return not all(re.fullmatch("[A-Za-z0-9]{9}", id) for id in ids)


def lacks_reasoning(body: Json) -> bool:
    return any("tool_calls" in one and "reasoning_content" not in one for one in messages_of(body))


def has(field: str) -> Check:
    return lambda body: field in body


def refusing(bad: Check, status: int, words: str) -> Callable[[Json], Answer]:
    """Answer like a server that refuses a request with this in it."""

    def answer(body: Json) -> Answer:
        return refuse(status, words) if bad(body) else say("x")

    return answer


def at(server: FakeModel, settings: Settings) -> Settings:
    return replace(settings, base_url=server.base_url, model="fake-max")
