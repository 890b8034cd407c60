"""Words of others in every widget: names, titles, errors, files, settings. They are shown as text, and end nothing."""

import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import chdir
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as effort

from app.api.endpoints import Endpoint, FetchProgress, ListProblem, ModelList, Origin, Weights
from app.api.errors import Error
from app.api.requests import CreateMessage, CreateThread
from app.api.services import OpenServices
from app.engine import open_engine
from app.headless.clean_text import clean
from app.headless.plain import converse
from app.headless.printers import DIM, ERASE_LINE, NOT_DIM
from app.models.model import ModelError
from app.models.script import Reply, Script
from app.settings import Settings
from app.tui.local_state import LocalState
from app.tui.text.escapes import to_rows
from app.tui.text.one_line import one_line
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.line_input import LineInput
from tests.headless.plain_session import typed
from tests.headless.streams import Terminal as Screen
from tests.requirements import requirement
from tests.tui.hostile import ANY_TEXT, HOSTILE, LONG_LINE, OBEYED, storable
from tests.tui.terminal import Terminal, terminal
from tests.walk.visit import Visit

ALL = "\n".join(HOSTILE)
SMALL = Weights(name="small-1", size=1, licence="MIT", note="", installed=False, default=True)


class Refusing(Script):
    """A model whose endpoints refuse everything with the words of a server."""

    def __init__(self, words: str, endpoint: Endpoint | None) -> None:
        found = Endpoint(name=words, base_url=words, kind="local", origin=Origin.FOUND, profile="other")
        problem = ListProblem(words, failed=True)
        super().__init__(
            [Reply(ModelError(words))],
            models=[storable(words), "m"],
            endpoint=endpoint,
            found=[found],
            built_in=[Weights(name=words, size=1, licence=words, note=words, installed=False), SMALL],
            lists=[ModelList(found, [], problem)],
        )
        self._words = words

    async def use_key(self, key: str, base_url: str = "", /) -> Endpoint:
        """Refuse the key."""
        raise Error(self._words)

    async def add_server(self, base_url: str, key: str, /) -> Endpoint:
        """Refuse the server."""
        raise Error(self._words)

    async def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        """Fail in mid-download."""
        yield FetchProgress(phase="downloading", done=1, total=2)
        raise Error(self._words)


def settings_in(folder: Path, words: str) -> Settings:
    """Return settings with words in a path and in values."""
    config = folder / storable(words).replace("/", "")[:40]
    return Settings(data_dir=folder / "data", config_dir=config, model=words, keymap={"app.help": "f1", words: "f7"})


def has_failed(t: Terminal) -> bool:
    """Whether the run has failed."""
    run = t.controller.conversation.run
    return run is not None and run.status == "failed"


async def store(settings: Settings, words: str) -> None:
    """Store a conversation with this title and this text, and a prompt."""
    async with open_engine(settings, Script(), reclaims=False) as engine:
        title = storable(words)
        message = CreateMessage(role="user", content=title[:256_000])
        await engine.create_thread(CreateThread(messages=[message], metadata={"title": title[:512]}))
    state = LocalState(settings.data_dir / "drafts.json")
    state.add_prompt(title[:5_000])
    state.save()


def make_files(folder: Path, words: str) -> None:
    """Make a template and a file with this name and this text."""
    name = storable(words).replace("/", "")[:20].encode()[:80]
    templates = folder / "templates"
    templates.mkdir(parents=True)
    for path in (folder, templates):
        (path / (name + b"\xff.md").decode(errors="surrogateescape")).write_text(storable(words))
        (path / "plain.md").write_text("{{" + storable(words) + "}} {{a}}")


@requirement("walk.words-of-others")
@given(ANY_TEXT)
@example(ALL)
@example(LONG_LINE)
@effort(max_examples=1, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_any_words_are_text_in_every_widget(words: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        settings = settings_in(Path(place), words)
        make_files(settings.config_dir, words)
        await store(settings, words)
        script = Refusing(words, Endpoint(name=words, base_url="http://x.invalid", kind="hosted", profile="p"))
        with chdir(settings.config_dir):
            async with terminal(settings, script) as t:
                visit = Visit(t)
                t.app.notify(words, severity="error")
                await visit.look()
                await visit.write("hello")
                await visit.press("enter")
                await t.until(lambda: has_failed(t), "the end of the run")
                await visit.look()
                for key in ("f1", "f2", "f4", "ctrl+p", "ctrl+l", "ctrl+r"):
                    await visit.press(key)
                    await visit.look()
                    await visit.write("x")
                    await visit.leave()
                for call in ("/settings", "/template", "/system", "/theme"):
                    await visit.write(call)
                    await visit.press("enter")
                    await visit.look()
                    await visit.leave()
                await visit.press("ctrl+s")
                await visit.paste(words[:1_000])
                await visit.look()
                await visit.leave()
                await visit.write("See @")
                await visit.look()
                await visit.press("tab")
                await visit.paste(words)
                await visit.look()


@requirement("walk.words-of-others")
@given(ANY_TEXT)
@example(ALL)
def test_any_words_are_harmless_in_a_line_in_rows_and_when_they_are_printed(words: str) -> None:
    assert not OBEYED.search(one_line(words))
    assert not OBEYED.search(to_rows(words).replace("\n", ""))
    printed = clean(words)
    assert not OBEYED.search(printed.replace("\n", "").replace("\t", ""))
    printed.encode()


@requirement("walk.words-of-others")
@pytest.mark.parametrize("words", [ALL, LONG_LINE])
async def test_any_words_are_text_on_the_first_screen(settings: Settings, words: str) -> None:
    async with terminal(settings, Refusing(words, None)) as t:
        visit = Visit(t)
        await t.until(lambda: isinstance(t.app.screen.focused, SearchList), "the first screen")
        await visit.look()
        for choices in (1, 2, 3):
            await visit.press(*["down"] * choices, "enter")
            await visit.look()
            if isinstance(t.app.screen.focused, LineInput):
                await visit.write("sk-1")
                await visit.press("enter")
                await visit.look()
            await visit.press("escape", "home")
        await visit.leave()


@requirement("walk.words-of-others")
async def test_any_words_are_text_in_plain(services_on: Callable[[Script], OpenServices]) -> None:
    script = Refusing(ALL, Endpoint(name=ALL, base_url="http://x.invalid", kind="hosted", profile="p"))
    script.replies += [Reply(storable(ALL))]
    out, err = Screen(), Screen()
    lines = typed("hello", "again", "/model", "/assistant", "/threads", "/search x", "/show")
    assert await converse(services_on(script), None, lines, out, err) == 0
    for text in (out.getvalue(), err.getvalue()):
        for own in ("\n", "\t", ERASE_LINE, DIM, NOT_DIM):
            text = text.replace(own, "")
        assert not OBEYED.search(text), repr(text)
        text.encode()
