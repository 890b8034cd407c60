"""The files of messages in the terminal: what is shown of them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from io import StringIO
from pathlib import Path
from typing import cast

import pytest

from app.api.conversation.conversation_text import read_as_markdown
from app.api.conversation.uploading import BytesUpload
from app.api.errors import NotFound, Unavailable
from app.api.objects import File
from app.api.operations.files import Upload
from app.api.requests import CreateFile, CreateMessage, CreateThread, FilePage, TextRequestPart, ThreadQuery
from app.api.services import Assistants, Services
from app.api.tools import Attachment, AttachmentCodeInterpreter, ImageFile, ImageFilePart
from app.engine import open_engine
from app.headless.conversations.show import show
from app.models.script import Script
from app.remote.server_errors import Missing
from app.settings import Settings
from tests.headless.plain_session import talk
from tests.requirements import requirement
from tests.tui.talking import edit
from tests.tui.terminal import Terminal, held, terminal

UNKNOWN_URL = Missing("Unknown request URL: GET /v1/files.", param=None, code=None, type="invalid_request_error")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with files."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "data.bin").write_bytes(b"a\0b")
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    monkeypatch.chdir(folder)
    return folder


class Refusing:
    """The engine, which cannot read what is known of files."""

    def __init__(self, assistants: Assistants, error: Exception) -> None:
        self._assistants, self._error = assistants, error

    def __getattr__(self, name: str) -> object:
        return getattr(self._assistants, name)

    async def get_file(self, file_id: str) -> File:
        raise self._error


async def with_files(settings: Settings, *names: str, text: str = "See these") -> tuple[str, list[str]]:
    """Store a thread with a message that has these files; return its id and theirs."""
    async with open_engine(settings, Script(), reclaims=False) as engine:
        files: list[File] = []
        for name in names:
            is_picture = name.endswith(".png")
            request = CreateFile(filename=name, purpose="vision" if is_picture else "assistants")
            files.append(await engine.create_file(BytesUpload(b"a\0b", request)))
        pictures = [ImageFilePart(image_file=ImageFile(file_id=one.id)) for one in files if one.purpose == "vision"]
        others = [
            Attachment(file_id=one.id, tools=[AttachmentCodeInterpreter()]) for one in files if one.purpose != "vision"
        ]
        texts = [TextRequestPart(text=text)] if text else []
        message = CreateMessage(role="user", content=[*texts, *pictures], attachments=others)
        thread = await engine.create_thread(CreateThread(messages=[message]))
        return thread.id, [one.id for one in files]


class Stalled:
    """The engine, with uploads that stop in their second file."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants
        self._count = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._assistants, name)

    async def create_file(self, upload: Upload) -> File:
        self._count += 1
        if self._count == 2:
            await asyncio.Event().wait()
        return await self._assistants.create_file(upload)


@asynccontextmanager
async def services(settings: Settings) -> AsyncGenerator[Services]:
    """The engine alone."""
    async with open_engine(settings, Script(), reclaims=False) as engine:
        yield Services(engine, Script())


def lines(t: Terminal) -> list[str]:
    """The rows of the history, without the bar at their left."""
    return [strip.text[t.history.region.x :].strip("▌▎ ") for strip in t.strips()]


@requirement("files.shown")
async def test_each_file_has_a_line_with_its_name_below_the_text(settings: Settings) -> None:
    _, [_, picture] = await with_files(settings, "data.bin", "evil\x1b[31m\u202ered.png")
    async with terminal(settings, Script()) as t:
        await t.shows("data.bin · 3 B")
        rows = lines(t)
        at = rows.index("See these")
        assert rows[at + 1 : at + 4] == ["evil [31m red.png · 3 B", "data.bin · 3 B", ""]
        assert "image" not in t.text()
        assert picture not in t.text()
        await t.press("tab", "k", "y")
        assert t.history.cursor.message_text() == "See these"


@requirement("files.shown")
async def test_a_message_of_files_alone_has_their_lines_and_no_blank_one(settings: Settings) -> None:
    await with_files(settings, "logo.png", text="")
    async with terminal(settings, Script()) as t:
        await t.shows("logo.png · 3 B")
        rows = lines(t)
        assert rows[rows.index("logo.png · 3 B") - 1].startswith("You")


@requirement("files.shown")
async def test_a_file_that_is_gone_says_so(settings: Settings) -> None:
    _, [gone, _] = await with_files(settings, "data.bin", "other.bin")
    async with open_engine(settings, Script(), reclaims=False) as engine:
        await engine.delete_file(gone)
    async with terminal(settings, Script()) as t:
        await t.shows(f"{gone} · deleted")
        await t.shows("other.bin · 3 B")


@requirement("files.shown")
@pytest.mark.parametrize("error", [UNKNOWN_URL, Unavailable("The server is gone.")])
async def test_where_names_cannot_be_read_the_id_is_shown_and_all_else_is_as_ever(
    settings: Settings, error: NotFound | Unavailable
) -> None:
    _, [file_id] = await with_files(settings, "data.bin")
    script = Script(["Fine."])
    async with terminal(settings, script, wrap=lambda one: cast(Assistants, Refusing(one, error))) as t:
        await t.shows(file_id)
        assert "deleted" not in t.text()
        await t.send("And now?")
        await t.shows("Fine.")
        assert "server is gone" not in t.text()


@requirement("files.shown")
async def test_names_that_are_long_in_coming_hold_nothing_up(settings: Settings) -> None:
    await with_files(settings, "data.bin")
    gate = asyncio.Event()
    async with terminal(settings, Script(["Fine."]), wrap=lambda one: held(one, gate, "get_file")) as t:
        await t.shows("See these")
        await t.send("And now?")
        await t.shows("Fine.")
        assert "data.bin" not in t.text()
        gate.set()
        await t.shows("data.bin · 3 B")


@requirement("files.shown")
async def test_the_lines_are_there_while_the_message_is_being_sent(settings: Settings, folder: Path) -> None:
    gate = asyncio.Event()
    async with terminal(settings, Script(["Seen."]), wrap=lambda one: held(one, gate, "create_thread_and_run")) as t:
        await t.send("See @data.bin and @logo.png")
        await t.shows("data.bin · 3 B")
        rows = lines(t)
        at = rows.index("See @data.bin and @logo.png")
        assert rows[at + 1 : at + 3] == ["logo.png · 8 B", "data.bin · 3 B"]
        gate.set()
        await t.shows("Seen.")
        rows = lines(t)
        at = rows.index("See @data.bin and @logo.png")
        assert rows[at + 1 : at + 4] == ["logo.png · 8 B", "data.bin · 3 B", ""]


@requirement("box.uploads-taken-back")
@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_a_message_is_taken_back_while_its_files_are_on_their_way(
    settings: Settings, folder: Path, key: str
) -> None:
    script = Script(["Seen."])
    async with terminal(settings, script, wrap=lambda one: cast(Assistants, Stalled(one))) as t:
        await t.send("See @data.bin and @logo.png")
        await t.shows("Uploading data.bin and another file …")
        await t.press(key)
        await t.until(lambda: t.box.text == "See @data.bin and @logo.png", "the draft")
        await t.shows_not("Uploading")
        await t.until(lambda: not t.controller.conversation.is_busy, "the end of the sending")
        assert not t.history.document.entries
        assert (await t.assistants.list_files(FilePage())).data == []
        assert (await t.assistants.list_threads(ThreadQuery())).data == []
        await t.press("enter")
        await t.shows("Seen.")
        assert len(script.requests) == 1


@requirement("box.uploads-taken-back")
async def test_quitting_gives_the_draft_back(settings: Settings, folder: Path) -> None:
    async with terminal(settings, Script(), wrap=lambda one: cast(Assistants, Stalled(one))) as t:
        await t.send("See @data.bin and @logo.png")
        await t.shows("Uploading data.bin and another file …")
        await t.press("ctrl+q")
    async with terminal(settings, Script()) as t:
        assert t.box.text == "See @data.bin and @logo.png"
        assert (await t.assistants.list_files(FilePage())).data == []


@requirement("files.exported")
async def test_exports_name_the_files_of_a_message(settings: Settings) -> None:
    thread_id, ids = await with_files(settings, "a<b>.bin", "gone.bin", "logo.png")
    async with open_engine(settings, Script(), reclaims=False) as engine:
        await engine.delete_file(ids[1])
        copied = await read_as_markdown(engine, thread_id, "Title")
    pages: dict[str, str] = {}
    for name in ("markdown", "html"):
        out = StringIO()
        await show(partial(services, settings), thread_id, name, False, out)
        pages[name] = out.getvalue()
    in_text = f"See these\n\nlogo.png · 3 B\n\na<b>.bin · 3 B\n\n{ids[1]} · deleted\n"
    assert copied.endswith(in_text)
    assert pages["markdown"].endswith(in_text)
    assert (
        "<div>See these</div>\n<p>logo.png · 3 B</p>\n<p>a&lt;b&gt;.bin · 3 B</p>\n"
        f"<p>{ids[1]} · deleted</p>\n</article>"
    ) in pages["html"]


@requirement("files.exported")
async def test_a_plain_conversation_names_the_files_of_its_messages(settings: Settings) -> None:
    thread_id, _ = await with_files(settings, "data.bin", "logo.png")
    printed = await talk(partial(services, settings), thread_id=thread_id)
    assert "You: See these\nlogo.png · 3 B\ndata.bin · 3 B\n" in printed.said


@requirement("files.shown")
async def test_an_edited_message_keeps_its_files(settings: Settings) -> None:
    await with_files(settings, "data.bin", "logo.png")
    async with terminal(settings, Script(["Seen."])) as t:
        await t.shows("data.bin · 3 B")
        await edit(t, "See these", " again")
        await t.shows("Seen.")
        rows = lines(t)
        at = rows.index("See these again")
        assert rows[at + 1 : at + 4] == ["logo.png · 3 B", "data.bin · 3 B", ""]
