"""Files that a message names with an `@`: completed as they are typed, and sent along."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from app.api.objects import TextPart
from app.api.requests import Page
from app.api.tools import ImageFilePart, ImageUrlPart
from app.models.script import Script
from app.settings import Settings
from app.tui.text.file_mentions import find_mentions, find_open_mention, make_mention
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with files."""
    folder = tmp_path / "project"
    (folder / "src" / "deep").mkdir(parents=True)
    (folder / "notes.md").write_text("Buy ```bread```\n")
    (folder / "my notes.txt").write_text("Water the plants")
    (folder / "src" / "main.py").write_text("print(1)\n")
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "data.bin").write_bytes(b"a\0b")
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    (folder / "big.log").write_text("x" * 1_000_001)
    (folder / "huge.bin").touch()
    os.truncate(folder / "huge.bin", 513 * 2**20)
    (folder / "locked.txt").symlink_to("/proc/self/mem")
    for at in range(17):
        (folder / f"part{at}.txt").write_text("x" * 250_000)
    (folder / ".hidden").write_text("secret")
    (folder / "evil\x1b]0;x\x07.txt").write_text("")
    os.mkfifo(folder / "pipe.txt")
    (folder / "nowhere.txt").symlink_to("gone.txt")
    (folder / "circle.txt").symlink_to("circle.txt")
    (folder / "alias.md").symlink_to("notes.md")
    monkeypatch.chdir(folder)
    return folder


async def sent_parts(t: Terminal) -> list[str]:
    """The texts of the parts of the user's message."""
    messages = (await t.assistants.list_messages(t.thread_id, Page())).data
    [sent] = [one for one in messages if one.role == "user"]
    return [part.text.value for part in sent.content if isinstance(part, TextPart)]


@requirement("box.file-paths")
async def test_a_path_is_completed_folder_by_folder(settings: Settings, folder: Path) -> None:
    async with terminal(settings, Script()) as t:
        await t.type("See @")
        await t.until(lambda: t.box.completion.is_open, "the popup")
        labels = [one.label for one in t.box.completion.entries]
        assert labels[0] == "src/"
        assert ".hidden" not in labels
        assert not any("\x1b" in one for one in labels)
        assert not {"pipe.txt", "nowhere.txt", "circle.txt"} & {*labels}
        assert "16 B" in next(one.details for one in t.box.completion.entries if one.label == "alias.md")
        await t.shows("picture 8 B")
        await t.type("sr")
        await t.press("tab")
        assert t.box.text == "See @src/"
        await t.type("m")
        await t.until(lambda: t.box.completion.is_open, "the popup")
        await t.press("enter")
        assert t.box.text == "See @src/main.py "
        assert not t.box.completion.is_open
        await t.shows("[src/main.py 9 B]")
        await t.type("and @NOTES")
        await t.press("down", "tab")
        assert t.box.text == 'See @src/main.py and @"my notes.txt" '
        await t.shows("[my notes.txt 16 B]")
        await t.type("me@sr")
        assert not t.box.completion.is_open
        await t.type(" @zz")
        assert not t.box.completion.is_open
        await t.press("backspace", "backspace", "s")
        assert t.box.completion.is_open
        await t.press("escape")
        assert not t.box.completion.is_open
        assert t.box.text == 'See @src/main.py and @"my notes.txt" me@sr @s'


@requirement("box.files-go-along")
async def test_text_files_go_along_as_parts_with_their_names(settings: Settings, folder: Path) -> None:
    script = Script(["Read."])
    async with terminal(settings, script) as t:
        typed = 'Compare @notes.md, (@"my notes.txt") and @nothing or @src/ with @pipe.txt.'
        await t.send(typed)
        await t.shows("Read.")
        assert await sent_parts(t) == [
            typed,
            "\n\nFile notes.md:\n\n````md\nBuy ```bread```\n````",
            "\n\nFile my notes.txt:\n\n```txt\nWater the plants\n```",
        ]
        assert "Water the plants" in script.requests[0].messages[0].text
        await t.press("up")
        assert t.box.text == typed


@requirement("box.files-go-along")
async def test_what_cannot_go_along_says_why_and_the_draft_stays(settings: Settings, folder: Path) -> None:
    script = Script(["Read."])
    async with terminal(settings, script) as t:
        for typed, words in [
            ("@huge.bin", "huge.bin is too large to send (513 MB; a"),
            ("@locked.txt", "locked.txt cannot be read: "),
            (" ".join(f"@part{at}.txt" for at in range(17)), "The texts are too long together"),
        ]:
            await t.paste(typed)
            await t.press("enter")
            await t.shows(words)
            assert t.box.text == typed
            t.box.clear()
        assert script.requests == []
        await t.shows("The texts are too long together")
        await t.send("logo.png")
        await t.shows("Read.")
        assert "The texts are too long together" not in t.text()


@requirement("box.uploads")
async def test_what_is_no_short_text_is_uploaded_and_attached(settings: Settings, folder: Path) -> None:
    script = Script(["Seen."])
    async with terminal(settings, script) as t:
        await t.send("See @logo.png, @data.bin, @big.log and @notes.md")
        await t.shows("Seen.")
        listed = (await t.assistants.list_messages(t.thread_id, Page(order="asc"))).data
        message = listed[0]
        text, notes, picture = message.content
        assert isinstance(text, TextPart)
        assert text.text.value == "See @logo.png, @data.bin, @big.log and @notes.md"
        assert isinstance(notes, TextPart)
        assert notes.text.value.startswith("\n\nFile notes.md:")
        assert isinstance(picture, ImageFilePart)
        assert message.attachments is not None
        ids = [picture.image_file.file_id, *(str(one.file_id) for one in message.attachments)]
        files = [await t.assistants.get_file(file_id) for file_id in ids]
        assert [(file.filename, file.purpose, file.bytes) for file in files] == [
            ("logo.png", "vision", 8),
            ("data.bin", "assistants", 3),
            ("big.log", "assistants", 1_000_001),
        ]
        assert isinstance(script.requests[0].messages[0].content[2], ImageUrlPart)


PATHS = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"], blacklist_characters='"'), min_size=1)


@requirement("box.file-paths")
@given(path=PATHS.filter(str.isprintable).filter(str.strip), before=st.sampled_from(["", "See ", "a\n", "("]))
@effort(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much])
def test_what_completes_a_path_names_it(path: str, before: str) -> None:
    text = before + make_mention(path, is_folder=False)
    assert find_mentions(text) == [path]
    assert find_open_mention(text) is None
    folder = before + make_mention(path, is_folder=True)
    assert find_open_mention(folder) == len(before)


@requirement("box.file-paths")
@given(st.text())
@effort(max_examples=200)
def test_any_text_can_be_searched_for_paths(text: str) -> None:
    for mention in find_mentions(text):
        assert "@" + mention in text or f'@"{mention}"' in text
