"""Files named with an `@` by a few letters, in all folders below the current one."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app.models.script import Script
from app.settings import Settings
from app.tui.widgets.box.files.ignore_rules import is_ignored, read_rules
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal

IGNORED = """
# what is built
*.log
!keep.log
/dist
docs/_build/
**/cache/*.bin
out/**
\\#odd
/only-here.txt
folder-only/
"""
FILES = [
    "main.py",
    "debug.log",
    "keep.log",
    "dist/a.js",
    "lib/dist/b.js",
    "docs/_build/page.html",
    "lib/docs/_build/page.html",
    "cache/x.bin",
    "lib/deep/cache/y.bin",
    "cache/readable.txt",
    "out/far/below.txt",
    "#odd",
    "only-here.txt",
    "lib/only-here.txt",
    "lib/folder-only",
    "folder-only/inside.txt",
    "lib/deep/settings_reader.py",
    "lib/.secret.toml",
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, the top of a repository."""
    folder = tmp_path / "project"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text")
    (folder / ".gitignore").write_text(IGNORED)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def labels(t: Terminal) -> list[str]:
    return [one.label for one in t.box.completion.entries]


async def offers(t: Terminal, label: str) -> None:
    await t.until(lambda: label in labels(t), label)


@requirement("box.files-by-letters")
async def test_a_file_far_below_is_found_by_letters_of_its_path(settings: Settings, project: Path) -> None:
    async with terminal(settings, Script()) as t:
        await t.type("See @setread")
        await offers(t, "lib/deep/settings_reader.py")
        await t.press("enter")
        assert t.box.text == "See @lib/deep/settings_reader.py "
        await t.type("@main")
        await offers(t, "main.py")
        await t.press("tab")
        assert t.box.text == "See @lib/deep/settings_reader.py @main.py "
        await t.shows("[lib/deep/settings_reader.py 4 B]")
        await t.type("@zq")
        assert not t.box.completion.is_open


@requirement("box.files-by-letters")
async def test_what_gitignore_names_and_hidden_files_are_found_only_in_their_folders(
    settings: Settings, project: Path
) -> None:
    async with terminal(settings, Script()) as t:
        await t.type("@b.js")
        await offers(t, "lib/dist/b.js")
        t.box.clear()
        await t.type("@a.js")
        assert not t.box.completion.is_open
        t.box.clear()
        await t.type("@sec")
        assert "lib/.secret.toml" not in labels(t)
        t.box.clear()
        await t.type("@.sec")
        await offers(t, "lib/.secret.toml")
        t.box.clear()
        await t.type("@dist/")
        await offers(t, "dist/a.js")


@requirement("box.files-by-letters")
@pytest.mark.skipif(not shutil.which("git"), reason="compares with git")
def test_the_rules_of_gitignore_are_gits(project: Path) -> None:
    (project / ".git").rmdir()
    subprocess.run(["git", "init", "-q", "."], check=True)
    asked = subprocess.run(["git", "check-ignore", "--stdin"], input="\n".join(FILES), capture_output=True, text=True)
    rules = read_rules(project, ())
    ours: list[str] = []
    for name in FILES:
        parts = tuple(name.split("/"))
        above = [is_ignored(rules, parts[:count], is_folder=True) for count in range(1, len(parts))]
        if any(above) or is_ignored(rules, parts, is_folder=False):
            ours.append(name)
    assert ours == [line.strip('"') for line in asked.stdout.splitlines()]


@requirement("box.files-by-letters")
async def test_the_rules_of_the_repository_count_in_its_folders(
    settings: Settings, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "lib")
    async with terminal(settings, Script()) as t:
        await t.type("@e")
        await offers(t, "deep/settings_reader.py")
        assert "deep/cache/y.bin" not in labels(t)
        await t.type("ybin")
        assert not t.box.completion.is_open


@requirement("box.files-by-letters")
async def test_no_key_waits_for_the_walk(settings: Settings, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, scandir = threading.Event(), os.scandir

    def slow(path: "str | os.PathLike[str]" = ".") -> AbstractContextManager[Iterator[os.DirEntry[str]]]:
        if os.path.basename(path) == "deep":
            assert opened.wait(30)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", slow)
    async with terminal(settings, Script()) as t:
        try:
            await t.type("@e")
            await offers(t, "lib/deep/")
            await t.press("down")
            chosen = t.box.completion.entry
            assert chosen
            assert "lib/deep/settings_reader.py" not in labels(t)
        finally:
            opened.set()
        await offers(t, "lib/deep/settings_reader.py")
        assert t.box.completion.entry == chosen


@requirement("box.files-by-letters")
async def test_a_huge_folder_is_cut_off_and_the_popup_says_so(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "huge"
    for number in range(101):
        (folder / f"part{number:03}").mkdir(parents=True)
        for name in range(100):
            (folder / f"part{number:03}" / f"file{name}.txt").touch()
    monkeypatch.chdir(folder)
    async with terminal(settings, Script()) as t:
        await t.type("@file7")
        await t.shows("Among the first 10,000 files")
        assert labels(t)[0].endswith("/file7.txt")
        assert len(labels(t)) == 100


@requirement("box.files-by-letters")
async def test_a_long_path_keeps_its_end_in_a_narrow_window(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / "a_long_name_of_a_folder" / "and_another_one_in_it"
    deep.mkdir(parents=True)
    for name in ("first.py", "second.py"):
        (deep / name).touch()
    monkeypatch.chdir(tmp_path)
    async with terminal(settings, Script(), size=(40, 10)) as t:
        await t.type("@secpy")
        await t.shows("…")
        await t.shows("another_one_in_it/second.py")
