"""How many tokens of a prompt the server had in its cache, in the forms that servers tell it."""

import pytest

from app.models.model import Finished
from tests.fake_model import DONE, FakeModel, Head, Json, Step, data, event, shell
from tests.models.asking import pieces_of
from tests.models.connected import Connect
from tests.requirements import requirement

SPENT: Json = {"prompt_tokens": 1000, "completion_tokens": 5, "total_tokens": 1005}
DETAILS: Json = {**SPENT, "prompt_tokens_details": {"cached_tokens": 800, "audio_tokens": 0}}


def last_chunk(usage: Json) -> list[Step]:
    return [event({"content": "Hi"}), event({}, "stop"), data({**shell(), "choices": [], "usage": usage}), DONE]


@requirement("usage.cached-input")
@pytest.mark.parametrize(
    ("steps", "cached"),
    [
        (last_chunk(DETAILS), 800),
        (last_chunk({**SPENT, "prompt_cache_hit_tokens": 800, "prompt_cache_miss_tokens": 200}), 800),
        (last_chunk({**SPENT, "prompt_tokens_details": None}), 0),
        (last_chunk({**SPENT, "prompt_tokens_details": {"cached_tokens": "many"}}), 0),
        ([event({"content": "Hi"}, usage=DETAILS), event({}, "stop"), DONE], 800),  # with each chunk
        ([event({"content": "Hi"}), event({}, "stop", usage=DETAILS), DONE], 800),  # with the last text
    ],
)
async def test_cached_input_is_read_where_servers_tell_it(connect: Connect, steps: list[Step], cached: int) -> None:
    async with FakeModel([[Head(), *steps]]) as server, connect(server) as models:
        last = (await pieces_of(models))[-1]
    assert isinstance(last, Finished)
    assert (last.usage is not None and last.usage.prompt_tokens, last.cached_tokens) == (1000, cached)
