"""A model server that repeats the key, in many ways: what is stored, answered and printed of it."""

# pyright: reportDeprecated=false

import asyncio
import io
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import hypothesis
import openai
import pytest
from hypothesis import strategies
from msgspec.structs import replace
from openai.types.beta.thread_create_and_run_params import ThreadMessage as Message
from openai.types.beta.threads import Run

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.services import Services
from app.headless.ask import Question, ask
from app.headless.printers import TextPrinter
from app.models import open_models
from app.models.model import Models
from app.openai_sdk.redaction import Redactor
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Seen, calls, data, event, raw, refuse
from tests.models.profile_files import write_profiles
from tests.requirements import requirement
from tests.server.running import served
from tests.tui.terminal import terminal

KEY, TOKEN, SERVER_KEY = "sk-Proj_4711/abcDEF+ghiJKL-mno.PQR", "hdr-token-98765-xyz", "server-key-0815-4711"
RUN = 8
WAYS = (
    *("refused", "refused-capitals", "page", "line", "base64", "basic", "url-safe", "pieces", "one-by-one", "profile"),
    *("escapes", "escapes-in-text"),
    *("nameless-call", "unknown-call", "in-the-stream", "broken-off", "of-another", "status-0"),
)


def echo(way: str, seen: Seen) -> Answer:
    """Repeat the key of a request in this way."""
    sent = seen.headers["authorization"]
    key = sent.removeprefix("Bearer ")
    half = key[: len(key) // 2]
    match way:
        case "refused-capitals":
            return refuse(401, f"no access with {sent.upper()}")
        case "page":
            return raw(sent, type="text/plain")
        case "line":
            return raw(f"nobody knows {sent}\n\n")
        case "base64":
            return raw(b64encode(key.encode()), type="text/plain")
        case "basic":
            return raw("Basic ", b64encode(f"me:{key}".encode()), type="text/plain")
        case "url-safe":
            return refuse(400, f"no: {urlsafe_b64encode(sent.encode()).decode()}")
        case "pieces":
            return raw(f"{half[:6]} ", f" {half[6:]} \x07\t", key[len(half) :], type="text/plain")
        case "one-by-one":
            return raw(" ".join(key), type="text/plain")
        case "escapes":
            text = "".join(f"\\u{ord(char):04X}" for char in key)
            return raw(f'{{"error": {{"message": "{text} is wrong"}}}}', type="application/json", status=400)
        case "escapes-in-text":
            text = "".join(f"\\u{ord(char):04x}" for char in key)
            return raw(f"no: {text}", type="text/plain")
        case "profile":
            return refuse(403, f"{seen.headers['x-team']} is not allowed")
        case "nameless-call":
            return calls(("", {"k": key}))
        case "unknown-call":
            return calls((key, {}))
        case "in-the-stream":
            return raw(event({"content": "begun "}) + data({"error": {"message": sent, "code": "server_error"}}))
        case "broken-off":
            return raw(event({"content": "half "}), f"{sent}\n")
        case "of-another":
            return refuse(400, f"{SERVER_KEY} is another one")
        case "status-0":
            return raw(data({"error": sent}))
        case _:
            return refuse(400, f"no access with {sent}")


def assert_none_in(text: str) -> None:
    """Look for runs of the secrets, without the code that removes them."""
    visible = "".join(char for char in text if "!" <= char <= "~")
    runs = [one[begin : begin + RUN].lower() for one in (KEY, TOKEN, SERVER_KEY) for begin in range(len(one) - RUN + 1)]
    for small in (visible.lower(), *(text.lower() for text in decoded(visible))):
        assert not [run for run in runs if run in small]


def decoded(text: str) -> list[str]:
    """What a text says if it is read as base64 from each of four characters on."""
    code = "".join({"-": "+", "_": "/"}.get(char, char) for char in text)
    code = "".join(char if char.isalnum() or char in "+/" else "A" for char in code)
    return [b64decode(code[begin : begin + (len(code) - begin) // 4 * 4]).decode("latin-1") for begin in range(4)]


async def failed_run(client: openai.AsyncOpenAI, way: str) -> Run:
    """Send a message that the server answers in this way; return the run when it is over."""
    threads = client.beta.threads
    messages: list[Message] = [{"role": "user", "content": f"way:{way}:"}]
    stream = await threads.create_and_run(assistant_id=DEFAULT_ASSISTANT_ID, thread={"messages": messages}, stream=True)
    run = None
    async for told in stream:
        if told.event == "thread.run.failed":
            run = told.data
    assert run, way
    return await threads.runs.retrieve(run.id, thread_id=run.thread_id)


@asynccontextmanager
async def echoing(settings: Settings) -> AsyncGenerator[tuple[Settings, Models]]:
    """Models at a server that repeats the key in the way that the newest message says."""

    def answer(body: dict[str, object]) -> Answer:
        return echo(str(body["messages"]).rpartition("way:")[2].partition(":")[0], server.requests[-1])

    async with FakeModel(answer, models=["m"]) as server:
        profile = f'[profiles.own]\nbase_url = "{server.base_url}"\nheaders = {{ "X-Team" = "Token {TOKEN}" }}\n'
        write_profiles(settings, profile, {"own": KEY})
        own = replace(settings, server_key=SERVER_KEY, model="m")
        async with open_models(own) as models:
            yield own, models


@requirement("secrets.echoed")
async def test_no_caller_and_no_file_gets_a_key_that_a_server_repeats(settings: Settings) -> None:
    async with echoing(settings) as (own, models), served(own, models) as server:
        runs = await asyncio.gather(*(failed_run(server.client, way) for way in WAYS))
        with pytest.raises(openai.APIStatusError) as refused:
            await server.client.chat.completions.create(model="m", messages=[{"role": "user", "content": "way:x:"}])
    for way, run in zip(WAYS, runs, strict=True):
        assert run.last_error, way
        assert "***" in run.last_error.message, (way, run.last_error.message)
        assert_none_in(run.last_error.message)
    assert "***" in refused.value.response.text
    assert_none_in(refused.value.response.text)
    for path in settings.data_dir.rglob("*"):
        if path.is_file():
            assert_none_in(path.read_bytes().decode("latin-1"))


@requirement("secrets.echoed")
async def test_ask_and_the_terminal_print_none(settings: Settings) -> None:
    out, err = io.StringIO(), io.StringIO()
    async with echoing(settings) as (own, models), terminal(own, models) as t:

        @asynccontextmanager
        async def services() -> AsyncGenerator[Services]:
            yield Services(t.assistants, models)

        await ask(services, Question(text="way:pieces:"), TextPrinter(out, err))
        await t.send("way:basic:")
        await t.shows("F5 Retry")
        screen = t.text()
    assert "***" in err.getvalue()
    assert "***" in screen
    assert_none_in(out.getvalue() + err.getvalue())
    assert_none_in(screen)


@requirement("secrets.echoed")
@hypothesis.settings(max_examples=50)
@hypothesis.given(
    strategies.text(strategies.sampled_from("sk-_+/aB9"), min_size=8, max_size=40),
    strategies.text(max_size=30),
    strategies.integers(0, 40),
    strategies.sampled_from(["", " ", "\n\t", "\x1b", "​", "\\n"]),
)
def test_whatever_stands_around_and_between_no_run_of_a_key_stays(key: str, other: str, cut_at: int, gap: str) -> None:
    said = f"{other}{key[:cut_at]}{gap}{key[cut_at:].swapcase()}{other} {b64encode((other + key).encode()).decode()}"
    left = Redactor(key).redact(said)
    visible = "".join(char for char in left.replace("\\n", "") if "!" <= char <= "~")
    for text in (visible, *decoded(visible)):
        assert not any(key[begin : begin + RUN].lower() in text.lower() for begin in range(len(key) - RUN + 1))
    assert Redactor(key).redact(left) == left
