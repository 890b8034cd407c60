"""Words that command a terminal or reverse a line, in what is printed about mistakes and in logs."""

import io
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.cli import main
from app.cli.command_line import run_command
from app.cli.event_loop import run_until_stopped
from app.cli.server_log import log_to, start_log_file
from app.headless.stop_request import StopRequest
from app.models import open_models
from app.openai_sdk.redaction import Redactor
from app.settings import Settings
from tests.cli.program import Program
from tests.fake_model import FakeModel, Head
from tests.requirements import requirement

WORDS = st.lists(
    st.sampled_from(
        [
            *(
                "\x1b]52;c;cm0=\x07",
                "\x1b]52;c;cm0=\x1b\\",
                "\x1b[2J",
                "\x9b2J",
                "\x9d0;x\x9c",
                "\x1bc",
                "\x1b",
                "\x07",
            ),
            *("\u202e", "\u2066", "\u2069", "\n", "\r", "12:00:00 forged", "sentence", "-", " "),
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)
UNSAFE = {
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    *"\u202a\u202b\u202c\u202d\u202e",
    *"\u2066\u2067\u2068\u2069",
}


@pytest.fixture
def closing_logs(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Closes the log files of the test, when it is called and at the end."""
    root = logging.getLogger()
    level = root.level

    def close() -> None:
        for one in list(root.handlers):
            if isinstance(one, logging.FileHandler) and one.baseFilename.startswith(str(tmp_path)):
                one.close()
                root.removeHandler(one)

    yield close
    close()
    root.setLevel(level)


def printed(*words: str) -> str:
    """What a command prints on stderr."""
    with redirect_stderr(io.StringIO()) as err, suppress(SystemExit):
        main(words)
    return err.getvalue()


def assert_safe(text: str) -> None:
    """Nothing in it commands a terminal."""
    assert not (UNSAFE - {"\n", "\t"}) & set(text)


@requirement("secrets.safe-sentences")
@examples(max_examples=40)
@given(WORDS, st.sampled_from(["unknown", "choice", "number", "flag"]))
def test_mistakes_on_the_command_line_are_one_harmless_line(word: str, place: str) -> None:
    lines = {
        "unknown": ("ask", "--nowhere", word),
        "choice": ("completion", f"x{word}"),
        "number": ("threads", "--limit", f"x{word}"),
        "flag": (f"--x{word}",),
    }
    told = printed(*lines[place])
    assert_safe(told)
    assert sum("error:" in line for line in told.splitlines()) <= 1
    assert told.splitlines()[-1].startswith("assistant-chat")


@requirement("secrets.safe-sentences")
@pytest.mark.parametrize("hostile", ["\x1b]52;c;cm0=\x07", "\u202etxt.exe"])
def test_names_of_folders_and_of_settings_command_nothing(
    hostile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / f"x{hostile}y" / "assistant-chat"
    folder.mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder.parent))
    (folder / "config.toml").write_text(
        f'[models]\n"{hostile.encode("unicode_escape").decode().replace("x1b", "u001b")}" = 1\n'
    )
    told = printed("settings")
    assert "line" in told
    assert_safe(told)
    assert_safe(printed("--data-dir", f"\0{hostile}", "threads"))


@requirement("secrets.safe-sentences")
def test_the_traceback_of_a_bug_commands_nothing() -> None:
    printed("completion", "bash")
    with redirect_stderr(io.StringIO()) as err:
        sys.excepthook(ValueError, ValueError("\x1b]52;c;cm0=\x07bad"), None)
    assert err.getvalue() == "ValueError: bad\n"


@requirement("secrets.safe-log")
@pytest.mark.parametrize("place", ["stderr", "file"])
def test_a_line_of_a_log_commands_nothing_and_is_not_forged(
    place: str, tmp_path: Path, closing_logs: Callable[[], None]
) -> None:
    stream = io.StringIO()
    log, error = logging.getLogger("app.test"), ValueError("bad\x1b]52;c;cm0=\x07\n12:00:00 forged")
    if place == "stderr":
        with log_to(stream):
            log.error("%s failed", "/v1/\u202e\n12:00:00 forged\x1b]0;x\x07", exc_info=error)
        written = stream.getvalue()
    else:
        start_log_file(tmp_path / "log")
        log.error("%s failed", "/v1/\u202e\n12:00:00 forged\x1b]0;x\x07", exc_info=error)
        closing_logs()
        written = (tmp_path / "log").read_text()
    assert_safe(written)
    assert "forged" in written
    assert [line for line in written.splitlines() if not line.startswith("    ")] == written.splitlines()[:1]


@requirement("secrets.log-has-no-keys")
@pytest.mark.parametrize("place", ["stderr", "file", "last resort"])
@pytest.mark.parametrize("name", ["app.test", "asyncio", "uvicorn.error"])
def test_a_traceback_in_a_log_has_no_key_and_a_library_no_line_of_its_own(
    name: str, place: str, tmp_path: Path, closing_logs: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = "sk-of-the-user-4711"
    stream, log, redactor = io.StringIO(), logging.getLogger(name), Redactor(key)
    error = ValueError(f"401 for sk-of\x1b[31m-the-user-4711\x1b]0;x\x07\n12:00:00 forged {key.upper()}")
    if place == "stderr":
        with log_to(stream, redactor):
            log.error("failed", exc_info=error)
        written = stream.getvalue()
    elif place == "file":
        start_log_file(tmp_path / "log", redactor)
        log.error("failed", exc_info=error)
        closing_logs()
        written = (tmp_path / "log").read_text()
    else:
        monkeypatch.setattr(logging, "lastResort", None)
        monkeypatch.setattr(logging.getLogger(), "handlers", [])

        async def failing() -> int:
            log.error("failed", exc_info=error)
            return 0

        with redirect_stderr(stream):
            assert run_until_stopped(failing(), StopRequest(), [key]) == 0
        written = stream.getvalue()
    assert_safe(written)
    assert "4711" not in written
    assert "ValueError: 401 for ***" in written
    assert [line for line in written.splitlines() if not line.startswith("    ")] == written.splitlines()[:1]


@requirement("secrets.log-has-no-keys")
async def test_the_log_gets_to_know_the_keys_of_the_models(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    redactor = Redactor()
    settings = Settings(data_dir=tmp_path / "data", config_dir=tmp_path / "config", api_key="sk-of-the-user-4711")
    async with open_models(settings, redactor=redactor):
        assert "4711" not in redactor.redact("bad sk-of-the-user-4711")


@requirement("commands.keymap-mistakes")
@pytest.mark.parametrize("words", [("keys", "--json"), ("settings",), ("settings", "--json")])
def test_a_mistake_in_the_keymap_is_said_by_the_commands_that_list_keys_and_settings(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "assistant-chat"
    folder.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (folder / "config.toml").write_text('[keymap]\n"threads.newest" = "f7"\n')
    with redirect_stderr(io.StringIO()) as err, redirect_stdout(io.StringIO()):
        assert run_command(words) == 0
    assert err.getvalue() == (
        "assistant-chat: [keymap] of config.toml: unknown id threads.newest; README lists the ids.\n"
    )


@requirement("secrets.echoed")
async def test_the_log_file_has_no_words_of_a_model_server(tmp_path: Path) -> None:
    async with FakeModel([[Head(400, "application/json", reason="bad sk-of-the-user-4711"), "{}"]]) as model:
        program = Program(tmp_path, model.base_url)
        await program.run("--log-file", "log", "ask", "Hi")
        assert f"POST {model.base_url}/chat/completions 400\n" in (tmp_path / "log").read_text()
    assert "4711" not in (tmp_path / "log").read_text()
