"""The installed program, run as a process."""

import asyncio
import signal
from asyncio.subprocess import Process
from pathlib import Path

import httpx2
import pytest

from app.models.endpoints.local_servers import find_servers, known_servers
from tests.cli.listed import listed_ids
from tests.cli.program import Program
from tests.fake_model import FakeModel, hang, refuse, say
from tests.requirements import requirement


async def wait_for_output(process: Process, text: bytes) -> None:
    """Wait until the process has written the text to stdout."""
    assert process.stdout is not None
    seen = b""
    async with asyncio.timeout(30):
        while text not in seen:
            piece = await process.stdout.read(1000)
            assert piece, seen
            seen += piece


@requirement("ask.streams-the-reply", "ask.goes-on", "ask.lists")
async def test_ask_and_continue_in_another_process(tmp_path: Path):
    async with FakeModel([say("Hello ", "日本 🎉"), say("Again.")]) as model:
        program = Program(tmp_path, model.base_url)
        first = await program.run("ask", "Hi")
        assert (first.code, first.out) == (0, "Hello 日本 🎉\n")
        thread_id = first.err.split()[-1]
        second = await program.run("ask", "--thread", thread_id, "More:", stdin=b"piped\n")
        assert (second.code, second.out) == (0, "Again.\n")
        assert "piped" in str((await model.wait_for_request(2)).body["messages"])
    threads = await program.run("threads")
    assert threads.code == 0
    assert listed_ids(threads.out) == [thread_id]
    assert len(listed_ids((await program.run("runs", thread_id)).out)) == 2


@requirement("lists.address")
async def test_a_base_url_without_v1_works_and_says_so_once(tmp_path: Path):
    async with FakeModel([say("One."), say("Two.")], root="/api/v1/") as model:
        program = Program(tmp_path, f"http://127.0.0.1:{model.port}/api")
        first = await program.run("ask", "Hi")
        assert (first.code, first.out) == (0, "One.\n")
        assert f"/api is not the address of an API; http://127.0.0.1:{model.port}/api/v1 answers" in first.err
        second = await program.run("ask", "Hi")
        assert (second.code, second.out) == (0, "Two.\n")
        assert "address" not in second.err


@requirement("ask.exit-codes")
async def test_a_wrong_key_is_a_failed_run(tmp_path: Path):
    async with FakeModel([refuse(401, "Incorrect API key provided", code="invalid_api_key")]) as model:
        ended = await Program(tmp_path, model.base_url).run("ask", "Hi")
    assert ended.code == 1
    assert ended.out == ""
    assert "failed: " in ended.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@requirement("ask.stop-cancels")
async def test_a_signal_cancels_the_run(tmp_path: Path, number: signal.Signals):
    async with FakeModel([hang("Half of it")]) as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("ask", "Hi") as process:
            await wait_for_output(process, b"Half of it")
            process.send_signal(number)
            async with asyncio.timeout(30):
                _, err = await process.communicate()
        assert process.returncode == 4
        assert b"Traceback" not in err
        await model.left(1)
        thread_id = err.decode().split()[-1]
    assert " cancelled " in (await program.run("runs", thread_id)).out


@requirement("ask.stop-cancels")
async def test_closing_stdout_cancels_the_run(tmp_path: Path):
    async with FakeModel() as model:
        program = Program(tmp_path, model.base_url)
        ended = await program.shell("assistant-chat ask --model fake-100 Hi | head -c 20; echo ${PIPESTATUS[0]}")
        await model.left(1)
    assert ended.out.endswith("4\n")
    assert "Error" not in ended.err
    assert "Continue with" in ended.err


@requirement("ask.stop-cancels", "ask.exit-codes")
async def test_a_full_stdout_is_no_success_even_if_the_run_completed(tmp_path: Path):
    async with FakeModel() as model:
        program = Program(tmp_path, model.base_url)
        program.environment["ASSISTANT_CHAT_MODEL"] = "brief"
        ended = await program.shell("assistant-chat ask Hi > /dev/full")
    assert ended.code == 4
    assert "Continue with" in ended.err


@requirement("ask.exit-codes")
async def test_an_expired_run_says_that_it_expired(tmp_path: Path):
    async with FakeModel() as model:
        program = Program(tmp_path, model.base_url)
        program.environment |= {"ASSISTANT_CHAT_MODEL": "fake-100", "ASSISTANT_CHAT_RUN_TTL": "1"}
        ended = await program.shell("assistant-chat ask Hi")
    assert ended.code == 4
    assert "expired: the run took longer" in ended.err


@requirement("ask.ways-out", "ask.exit-codes")
async def test_without_a_model_the_error_says_what_to_do(tmp_path: Path):
    program = Program(tmp_path)
    program.environment["OLLAMA_HOST"] = "127.0.0.1:9"
    found = await find_servers(known_servers(program.environment), 5)
    assert not found, f"This test needs a machine without a model server; found {found}."
    for words in (["ask", "Hi"], ["--plain"]):
        ended = await program.run(*words)
        assert (ended.code, ended.out) == (2, "")
        for choice in ("OPENAI_API_KEY", "Ollama, LM Studio, llama.cpp or vLLM", "assistant-chat model pull"):
            assert choice in ended.err
        assert "Traceback" not in ended.err
    threads = await program.run("threads")
    assert (threads.code, threads.out, threads.err) == (0, "", "There are no conversations yet.\n")


@requirement("ask.dotenv-needs-consent")
async def test_an_endpoint_from_a_dotenv_file_needs_consent(tmp_path: Path):
    (tmp_path / ".env").write_text("OPENAI_BASE_URL=https://stranger.invalid/v1\n")
    program = Program(tmp_path)
    program.environment["OPENAI_API_KEY"] = "sk-mine"
    ended = await program.run("ask", "Hi")
    assert (ended.code, ended.out) == (2, "")
    assert "https://stranger.invalid/v1" in ended.err
    assert "Allow it" in ended.err


@requirement("cli.errors")
async def test_a_broken_config_file_is_an_error_with_file_and_line(tmp_path: Path):
    program = Program(tmp_path)
    program.environment["XDG_CONFIG_HOME"] = str(tmp_path)
    (tmp_path / "assistant-chat").mkdir()
    (tmp_path / "assistant-chat" / "config.toml").write_text('model = "x"\nrun_ttl = "soon"\n')
    ended = await program.run("threads")
    assert ended.code == 2
    assert "config.toml, line 2: run_ttl" in ended.err
    assert "Traceback" not in ended.err


@requirement("cli.errors")
async def test_a_data_folder_that_is_a_file_is_an_error(tmp_path: Path):
    (tmp_path / "data").write_text("mine")
    ended = await Program(tmp_path, "http://127.0.0.1:9/v1").run("ask", "--data-dir", "data", "Hi")
    assert ended.code == 2
    assert str(tmp_path / "data") in ended.err
    assert "Traceback" not in ended.err
    assert (tmp_path / "data").read_text() == "mine"


@requirement("cli.errors")
async def test_a_mistake_is_one_sentence_and_exit_code_2(tmp_path: Path):
    program = Program(tmp_path, "http://127.0.0.1:9/v1")
    for words, named in [
        (["ask"], "Nothing to send"),
        (["ask", " "], "Nothing to send"),
        (["ask", "--thread", "thread_x", "Hi"], "No thread found"),
        (["ask", "--base-url", "localhost", "Hi"], "--base-url"),
        (["ask", "--log-file", "no/such/folder", "Hi"], "--log-file"),
        (["model", "pull", "huge"], "huge"),
        (["serve", "--host", "0.0.0.0", "--port", "0"], "ASSISTANT_CHAT_SERVER_KEY"),
    ]:
        ended = await program.run(*words)
        assert (ended.code, ended.out) == (2, ""), words
        assert named in ended.err
        assert "Traceback" not in ended.err


@requirement("cli.no-screen")
async def test_the_screen_needs_a_terminal(tmp_path: Path):
    ended = await Program(tmp_path).run()
    assert (ended.code, ended.out) == (2, "")
    for part in ("stdin and stderr", "--log-file", "assistant-chat ask"):
        assert part in ended.err


@requirement("ask.plain")
async def test_a_plain_conversation_over_a_pipe(tmp_path: Path):
    async with FakeModel([say("One."), say("Two.")]) as model:
        ended = await Program(tmp_path, model.base_url).run("--plain", stdin=b"first\nsecond\n")
    assert (ended.code, ended.out) == (0, "One.\nTwo.\n")


@requirement("ask.streams-the-reply")
async def test_a_pipe_gets_utf_8_whatever_the_locale(tmp_path: Path):
    async with FakeModel([say("日本")]) as model:
        program = Program(tmp_path, model.base_url)
        program.environment |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        assert (await program.run("ask", "Hi")).out == "日本\n"


@requirement("cli.errors")
async def test_closed_streams_do_not_stop_ask(tmp_path: Path):
    async with FakeModel([say("One.")]) as model:
        ended = await Program(tmp_path, model.base_url).shell("assistant-chat ask Hi <&- >&- 2>&-")
        assert ended.code == 0
        assert "Hi" in str(model.bodies)


@requirement("cli.serve")
async def test_serve_prints_its_address(tmp_path: Path):
    async with FakeModel() as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("serve", "--port", "0") as process:
            assert process.stdout is not None
            async with asyncio.timeout(30):
                line = (await process.stdout.readline()).decode()
            assert line.startswith("Listening on http://127.0.0.1:")
            async with httpx2.AsyncClient(base_url=line.split()[-1]) as client:
                answer = await client.get("/threads")
            assert answer.json()["data"] == []
            process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(30):
                _, err = await process.communicate()
            assert process.returncode == 0
            assert b"Traceback" not in err
