"""Prompt templates: found, chosen, and put into the message box with their variables filled in."""

import os
from pathlib import Path

from textual import events

from app.models.script import Script
from app.settings import Settings
from app.tui.text.draft import Draft
from tests.requirements import requirement
from tests.tui.assistants import run_slash
from tests.tui.terminal import terminal


def write(settings: Settings, name: str, text: str) -> Path:
    folder = settings.config_dir / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@requirement("templates.filled")
async def test_the_variables_are_asked_for_and_nothing_is_sent(settings: Settings) -> None:
    write(settings, "review.md", "Review {{ what }} as {{who}}:\n{{what}}\n")
    async with terminal(settings, Script.echo()) as t:
        await t.type("Please")
        run_slash(t, "/template review")
        await t.shows("1 of 2")
        t.app.post_message(events.Paste("line one\r\nline {{who}}"))
        await t.press("enter")
        await t.shows("2 of 2")
        await t.type("a poet")
        await t.press("ctrl+j")
        await t.type("or two")
        await t.press("enter")
        await t.until(lambda: "Review" in t.box.text, "the text")
        value = "line one\nline {{who}}"
        assert t.box.text == f"Please\nReview {value} as a poet\nor two:\n{value}"
        assert t.controller.current.id is None
        await t.type("!")
        assert t.box.text.endswith("!")


@requirement("templates.filled")
async def test_esc_inserts_nothing(settings: Settings) -> None:
    write(settings, "a.md", "{{one}} {{two}}")
    async with terminal(settings, Script.echo()) as t:
        await t.type("Draft")
        run_slash(t, "/template a")
        await t.shows("1 of 2")
        await t.type("x")
        await t.press("enter")
        await t.shows("2 of 2")
        await t.press("escape")
        await t.shows("Nothing is inserted yet. Esc again to drop the values")
        await t.type("y")
        await t.shows_not("Nothing is inserted")
        await t.press("escape", "escape")
        await t.shows_not("2 of 2")
        assert t.box.text == "Draft"
        run_slash(t, "/template a")
        await t.shows("1 of 2")
        await t.press("escape")
        await t.shows_not("1 of 2")


@requirement("templates.found")
async def test_a_template_is_chosen_from_the_list(settings: Settings) -> None:
    write(settings, "summary.md", "Sum this up:")
    write(settings, "translate.md", "Translate this:")
    write(settings, "notes.txt", "No template.")
    write(settings, "too large.md", "x" * 300_000)
    write(settings, "broken.md", "").write_bytes(b"Broken \xff")
    async with terminal(settings, Script.echo()) as t:
        run_slash(t, "/template")
        await t.shows("translate")
        assert "Sum this up:" in t.text()
        assert "Broken" in t.text()
        assert "No template." not in t.text()
        assert "too large" not in t.text()
        await t.type("trans")
        await t.press("enter")
        await t.until(lambda: t.box.text == "Translate this:", "the text")
        run_slash(t, "/template SUM")
        await t.shows("Prompt templates")
        await t.press("enter")
        await t.until(lambda: t.box.text == "Translate this:\nSum this up:", "the text")


@requirement("templates.found")
async def test_without_templates_the_folder_is_named(settings: Settings) -> None:
    async with terminal(settings, Script.echo(), size=(200, 34)) as t:
        run_slash(t, "/template")
        await t.shows("No templates yet.")
        assert "/config/templates" in t.text()
        assert "{{name}}" in t.text()


@requirement("templates.found")
async def test_a_pipe_and_a_folder_are_no_templates(settings: Settings) -> None:
    write(settings, "plain.md", "Text")
    os.mkfifo(settings.config_dir / "templates" / "pipe.md")
    (settings.config_dir / "templates" / "folder.md").mkdir()
    async with terminal(settings, Script.echo()) as t:
        run_slash(t, "/template")
        await t.shows("plain")
        assert "pipe" not in t.text()
        assert "folder" not in t.text()


@requirement("templates.filled", "box.paste-chips")
async def test_a_template_too_long_to_edit_is_a_chip(settings: Settings) -> None:
    text = "word " * 20_000
    write(settings, "long.md", text)
    async with terminal(settings, Script.echo()) as t:
        await t.type("Read")
        run_slash(t, "/template long")
        await t.shows("[Pasted 100 KB, 99,999 characters]")
        assert t.box.draft == Draft(text="Read", pasted=(text.strip(),))
