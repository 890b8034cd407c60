"""Profiles as programs of the Assistants API meet them, through `serve` as it is installed, and as `ask` meets them."""

# pyright: reportDeprecated=false
# Every Assistants method of the SDK is marked as deprecated.

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from openai import AsyncOpenAI
from openai.types.beta.threads import Run

from tests.cli.program import Program
from tests.fake_model import FakeModel, refuse, say
from tests.requirements import requirement

NOWHERE = "http://127.0.0.1:9/v1"
UNKNOWN = refuse(404, "The model `llama-9` does not exist", code="model_not_found")


def write_profiles(home: Path, *, one: str, groq: str, second_choice: str = "") -> None:
    """Two profiles, `one` being the default."""
    folder = home / ".config" / "assistant-chat"
    folder.mkdir(parents=True)
    second = f'second_choice = "{second_choice}"\n' if second_choice else ""
    (folder / "profiles.toml").write_text(
        f'default = "one"\n[profiles.one]\nbase_url = "{one}"\n{second}[profiles.groq]\nbase_url = "{groq}"\n'
    )


@asynccontextmanager
async def serving(program: Program, log: list[str]) -> AsyncGenerator[AsyncOpenAI]:
    """A client of the running `serve`; after the block `log` has what the server wrote to stderr."""
    async with program.started("serve", "--port", "0") as process:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            base_url = (await process.stdout.readline()).decode().split()[-1]
        async with AsyncOpenAI(base_url=base_url, api_key="unused", max_retries=0, timeout=30) as client:
            yield client
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            _, err = await process.communicate()
        log += err.decode().splitlines()
        assert process.returncode == 0


async def run_with(client: AsyncOpenAI, model: str, *, in_the_run: bool = False) -> Run:
    """The finished run of a new thread; the model is the assistant's, or named by the run in place of it."""
    assistant = await client.beta.assistants.create(model="gpt-4" if in_the_run else model)
    assert assistant.model == ("gpt-4" if in_the_run else model)
    thread = await client.beta.threads.create(messages=[{"role": "user", "content": "Who?"}])
    runs = client.beta.threads.runs
    if in_the_run:
        return await runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id, model=model)
    return await runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)


async def reply_of(client: AsyncOpenAI, run: Run) -> str:
    """The text of the newest message."""
    page = await client.beta.threads.messages.list(run.thread_id, limit=1)
    [part] = page.data[0].content
    assert part.type == "text"
    return part.text.value


@requirement("profiles.served")
async def test_a_program_names_a_profile_and_is_answered_by_it_alone(tmp_path: Path) -> None:
    models = ["other", "llama-3.3", "llama-4"]
    other = FakeModel([say("Groq."), say("Again.")], models=models)
    async with FakeModel([say("One.")], models=["a"]) as one, other as groq:
        write_profiles(tmp_path, one=one.base_url, groq=groq.base_url)
        async with serving(Program(tmp_path), []) as client:
            by_assistant = await run_with(client, "groq::llama-3.3")
            assert (by_assistant.status, by_assistant.model) == ("completed", "groq::llama-3.3")
            assert await reply_of(client, by_assistant) == "Groq."
            by_run = await run_with(client, "groq::llama-4", in_the_run=True)
            assert (by_run.status, by_run.model) == ("completed", "groq::llama-4")
            assert one.bodies == []
            plain = await run_with(client, "a")
            assert (plain.status, await reply_of(client, plain)) == ("completed", "One.")
        assert [body["model"] for body in groq.bodies] == ["llama-3.3", "llama-4"]
        assert [body["model"] for body in one.bodies] == ["a"]


@requirement("profiles.served")
async def test_a_profile_that_does_not_exist_is_answered_like_a_model_that_does_not(tmp_path: Path) -> None:
    async with FakeModel() as one, FakeModel([UNKNOWN], models=["llama-9"]) as groq:
        write_profiles(tmp_path, one=one.base_url, groq=groq.base_url)
        async with serving(Program(tmp_path), []) as client:
            model = await run_with(client, "groq::llama-9")
            profile = await run_with(client, "grok::llama-9")
        assert model.last_error is not None
        assert profile.last_error is not None
        assert (model.status, profile.status) == ("failed", "failed")
        assert model.last_error.code == profile.last_error.code
        assert "llama-9" in model.last_error.message
        assert "no profile “grok”" in profile.last_error.message
        assert len(groq.bodies) == 1
        assert one.bodies == []


@requirement("profiles.served")
async def test_a_profile_that_fails_sends_the_text_to_no_other(tmp_path: Path) -> None:
    async with FakeModel() as one:
        write_profiles(tmp_path, one=one.base_url, groq=NOWHERE)
        async with serving(Program(tmp_path), []) as client:
            run = await run_with(client, "groq::llama-3.3")
        assert run.status == "failed"
        assert run.last_error is not None
        assert NOWHERE in run.last_error.message
        assert one.bodies == []


@requirement("profiles.second-choice")
async def test_the_second_choice_answers_a_program_and_the_log_says_so(tmp_path: Path) -> None:
    log: list[str] = []
    busy = FakeModel([refuse(429, "slow down")], models=["a"])
    async with busy as one, FakeModel([say("Second.")], models=["llama-3.3"]) as groq:
        write_profiles(tmp_path, one=one.base_url, groq=groq.base_url, second_choice="groq::llama-3.3")
        async with serving(Program(tmp_path), log) as client:
            run = await run_with(client, "a")
            assert (run.status, run.model) == ("completed", "a")
            assert await reply_of(client, run) == "Second."
        assert [body["model"] for body in groq.bodies] == ["llama-3.3"]
    assert len([line for line in log if "groq::llama-3.3 answers instead" in line]) == 1, log


@requirement("profiles.second-choice")
async def test_the_second_choice_answers_ask_which_says_so_beside_the_reply(tmp_path: Path) -> None:
    async with FakeModel([say("Second.")]) as groq:
        write_profiles(tmp_path, one=NOWHERE, groq=groq.base_url, second_choice="groq::llama-3.3")
        asked = await Program(tmp_path).run("ask", "--model", "a", "Who?")
    assert (asked.code, asked.out) == (0, "Second.\n")
    said = "one did not answer (connection refused): groq::llama-3.3 answers instead, its second choice."
    assert asked.err.count(said) == 1, asked.err
