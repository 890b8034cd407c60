"""The screen as a whole: sizes, keys, errors at the start, quitting, scrolling away from the bottom."""

import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pkgutil import walk_packages

import pytest
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

import app.tui
from app.api.endpoints import Endpoint
from app.api.errors import Unavailable
from app.api.requests import CreateAssistant, CreateMessage, CreateThread, CreateThreadAndRun
from app.api.services import Services
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui.app import ChatApp
from app.tui.keys.command import Command
from app.tui.keys.table import COMMANDS, bindings, listed_commands
from app.tui.session.services_task import ServicesTask
from app.tui.theme.saved_theme import load_theme
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal


@requirement("tui.too-small")
async def test_too_small_says_so_and_works_again(settings: Settings) -> None:
    async with terminal(settings, Script(["Still here."])) as t:
        await t.pilot.resize_terminal(30, 8)
        await t.shows("Too small")
        assert "Message" not in t.text()
        await t.pilot.resize_terminal(100, 30)
        await t.shows("Message")
        assert "Too small" not in t.text()
        await t.send("Anybody?")
        await t.shows("Still here.")
        await t.pilot.resize_terminal(60, 20)
        await t.until(lambda: "Ctrl+S Search" not in t.text())
        assert "Still here." in t.text()
        await t.press("ctrl+b")
        await t.shows("Ctrl+S Search")
        await t.press("enter")
        await t.shows("Still here.")


@requirement("tui.keys")
async def test_the_help_and_the_palette_show_the_commands(settings: Settings) -> None:
    async with terminal(settings, Script(), size=(96, 120)) as t:
        await t.press("f1")
        await t.shows("In the history")
        for heading, command in listed_commands({}):
            assert heading in t.text()
            assert command.description in t.text(), command
        await t.press("escape")
        await t.shows_not("In the history")
        await t.press("ctrl+p")
        await t.shows("Choose a model")
        await t.type("show the keys")
        await t.press("enter")
        await t.shows("In the history")


@requirement("tui.keys")
def test_every_command_has_an_id_and_a_slash_name_of_its_own() -> None:
    for names in ([one.id for one in COMMANDS], [one.slash for one in COMMANDS if one.slash]):
        assert len(names) == len(set(names))
    assert all(one.id and one.description and (one.keys or one.slash) for one in COMMANDS)


def below(kind: type[object]) -> Iterator[type[object]]:
    """All that inherit from it."""
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


@requirement("tui.keys")
def test_every_binding_of_ours_comes_from_the_table() -> None:
    for module in walk_packages(app.tui.__path__, "app.tui."):
        import_module(module.name)
    kinds = [kind for kind in (*below(App), *below(Screen), *below(Widget)) if kind.__module__.startswith("app.")]
    bound = {binding.id for kind in kinds for binding in vars(kind).get("BINDINGS", ())}
    assert bound == {one.id for one in COMMANDS if one.keys}


@requirement("tui.keys")
async def test_the_configuration_changes_a_key(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    settings = Settings(data_dir=folder / "data", config_dir=folder, keymap={"app.help": "f12", "input.send": "ctrl+x"})
    async with terminal(settings, Script(["Sent."])) as t:
        await t.press("f12")
        await t.shows("F12")
        await t.press("escape")
        await t.type("Hello")
        await t.press("enter")
        assert t.box.text == "Hello\n"
        await t.press("ctrl+x")
        await t.shows("Sent.")


@requirement("tui.keys")
async def test_an_unknown_id_in_the_configuration_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    keymap = {"app.hlep": "f8", "first-run.look": "f5"}
    async with terminal(Settings(data_dir=folder / "data", config_dir=folder, keymap=keymap), Script()) as t:
        await t.shows("app.hlep")
        assert "first-run.look" not in t.text()


@requirement("tui.keys")
async def test_keys_that_cannot_work_are_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    keymap = {
        "app.help": "foo+bar",
        "threads.new": "f12",
        "runs.show": "f12",
        "threads.rename": "",
        "threads.delete": "x,ctrl+shift+d",
    }
    settings = Settings(data_dir=folder / "data", config_dir=folder, keymap=keymap)
    async with terminal(settings, Script(), size=(110, 40)) as t:
        await t.shows("foo+bar")
        await t.shows("threads.rename")
        await t.shows("f12 is set for both")
        assert "threads.delete" not in t.text()


@requirement("tui.keys")
async def test_a_letter_is_never_taken_away_from_the_message_box(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    settings = Settings(data_dir=folder / "data", config_dir=folder, keymap={"run.cancel": "x", "app.quit": "q"})
    async with terminal(settings, Script()) as t:
        await t.shows("run.cancel cannot be set to x")
        await t.type("axboqe")
        assert t.box.text == "axboqe"


@requirement("tui.keys", "commands.help-in-columns")
async def test_no_key_is_shown_that_cannot_work(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    keymap = {"input.send": "q", "threads.search": "z,f12", "threads.new": "no-key", "conversation.nothing": "f11"}
    settings = Settings(data_dir=folder / "data", config_dir=folder, keymap=keymap)
    script = Script(["Yes."])
    async with terminal(settings, script, size=(120, 90)) as t:
        await t.shows("input.send cannot be set to q")
        await t.shows("threads.search cannot be set to z")
        assert "Enter Send" in t.text()
        await t.type("quiz")
        await t.press("enter")
        await t.shows("Yes.")
        assert script.requests[0].messages[0].text == "quiz"
        await t.press("f1")
        await t.shows("F12, /search")
        assert "Ctrl+N, /new" in t.text()
        assert re.search("Enter +Send", t.text())


@requirement("tui.keys")
def test_a_command_may_have_no_key() -> None:
    command = Command("chat", "test.slash-only", "", "Only typed", "start_conversation", "only")
    assert bindings("chat", (command,)) == []
    assert listed_commands({}, (command,)) == [("Everywhere", command)]


@requirement("tui.theme")
async def test_a_theme_chosen_on_screen_is_used_at_the_next_start(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+p")
        await t.type("theme")
        await t.shows("saved for the next start")
        await t.press("enter")
        await t.shows("─ Themes ─")
        before = t.app.theme
        await t.press("down")
        await t.until(lambda: t.app.theme != before, "the theme under the cursor")
        await t.press("escape")
        await t.until(lambda: t.app.theme == before, "the one before")
        assert load_theme(settings.config_dir) is None, "nothing is saved that was only looked at"
        t.app.action_choose_theme()
        await t.shows("─ Themes ─")
        await t.type("solarized-light")
        await t.until(lambda: t.text().count("solarized-light") == 2, "what was typed, and its hit")
        await t.press("enter", "enter")
        await t.until(lambda: t.app.theme == "solarized-light", "the theme")
    async with terminal(settings, Script()) as t:
        assert t.app.theme == "solarized-light"


@requirement("tui.theme")
async def test_an_unknown_theme_is_named_and_the_terminal_starts(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("themes")
    async with terminal(Settings(data_dir=folder / "data", config_dir=folder, theme="mauve"), Script(["Hi."])) as t:
        await t.shows("There is no theme “mauve”.")
        await t.send("Hello")
        await t.shows("Hi.")


@requirement("tui.interrupt")
async def test_ctrl_c_stashes_cancels_and_only_then_quits(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Once ", Gate())])) as t:
        await t.send("A story")
        await t.shows("Once")
        await t.type("draft")
        await t.press("ctrl+c")
        assert t.box.text == ""
        await t.press("up")
        assert t.box.text == "draft"
        await t.press("ctrl+c")
        await t.press("ctrl+c")
        await t.shows("cancelled")
        await t.press("ctrl+c")
        await t.shows("Press Ctrl+C again to quit")
        await t.press("ctrl+c")
        await t.until(lambda: t.app.return_code == 0, "the end")


@requirement("tui.interrupt")
async def test_ctrl_c_says_that_it_copied_and_keeps_the_draft(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.type("draft")
        await t.press("shift+left", "shift+left", "ctrl+c")
        await t.shows("Copied the selection")
        assert (t.app.clipboard, t.box.text) == ("ft", "draft")
        await t.press("right", "ctrl+c")
        await t.shows("Draft stashed.")


@requirement("tui.quits")
async def test_ctrl_q_quits_during_a_reply_and_the_run_resumes_at_the_next_start(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Half ", Gate())])) as t:
        await t.send("A story")
        await t.shows("Half")
        await t.press("ctrl+q")
        await t.until(lambda: t.app.return_code == 0, "the end")
    async with terminal(settings, Script(["The whole story."])) as t:
        await t.shows("The whole story.")
        await t.shows("completed")
        assert "Half" not in t.text()
        assert t.text().count("A story") == 3


@requirement("tui.quits")
async def test_ctrl_d_in_an_empty_box_quits(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.type("x")
        await t.press("left", "ctrl+d")
        assert t.box.text == ""
        await t.press("ctrl+d")
        await t.until(lambda: t.app.return_code == 0, "the end")


@requirement("tui.unavailable")
async def test_data_that_cannot_be_opened_ends_the_app_with_one_sentence(settings: Settings) -> None:
    @asynccontextmanager
    async def open_services() -> AsyncGenerator[Services]:
        if settings.data_dir:
            raise Unavailable("The data folder cannot be written.")
        yield  # pyright: ignore[reportReturnType]  # never reached

    services = ServicesTask(open_services)
    app = ChatApp(services, settings)
    async with app.run_test() as pilot:
        while app.return_code is None:
            await pilot.pause()
    await services.close()
    assert (app.return_code, app.failure) == (1, "The data folder cannot be written.")


@requirement("tui.follows-at-bottom")
async def test_the_view_follows_only_at_the_bottom(settings: Settings) -> None:
    gate = Gate()
    long = "".join(f"Line {at}.\n\n" for at in range(60))
    async with terminal(settings, Script([long, Reply("Word. " * 5, gate, "\n\n".join(["More."] * 40))])) as t:
        await t.send("Go")
        await t.shows("Line 59.")
        await t.shows("completed")
        await t.send("On")
        await t.shows("Word. Word.")
        await t.press("ctrl+home")
        await t.shows("Line 1.")
        gate.open()
        await t.until(lambda: t.controller.conversation.run and t.controller.conversation.run.status == "completed")
        assert "Line 1." in t.text()
        await t.shows("↓ Ctrl+End")
        await t.press("ctrl+end")
        await t.shows("More.")
        await t.shows_not("↓ Ctrl+End")


@requirement("tui.older-pages")
async def test_older_messages_are_loaded_when_the_top_is_near(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Message 0"])
    async with terminal(settings, Script(), thread_id="") as t:
        for at in range(1, 70):
            await t.assistants.create_message(thread_id, CreateMessage(role="user", content=f"Message {at}"))
    async with terminal(settings, Script()) as t:
        await t.shows("Message 69")
        for _ in range(200):
            if "Message 0\n" in f"{t.text()}\n":
                break
            await t.press("ctrl+home")
        await t.shows("Message 0")


@requirement("tui.names-the-endpoint", "tui.prepares-at-first-key")
async def test_endpoint_and_model_are_shown_before_anything_is_sent(settings: Settings) -> None:
    script = Script(models=["script-7"], endpoint=Endpoint(name="Ollama", base_url="http://x", kind="local"))
    async with terminal(settings, script) as t:
        await t.shows("Ollama · script-7")
        assert script.requests == []
        assert script.prepared == 0
        await t.type("h")
        await t.until(lambda: script.prepared, "the preparation")
        await t.type("ello")
        await t.pilot.pause()
        assert script.prepared == 1


@requirement("tui.names-the-endpoint")
async def test_the_endpoint_is_shown_beside_a_run_on_a_narrow_screen(settings: Settings) -> None:
    script = Script(["Yes."], models=["a-model-with-a-long-name"])
    async with terminal(settings, script, size=(80, 24)) as t:
        await t.send("Hello")
        await t.shows("completed")
        await t.shows("script · a-model-with-a-")


@requirement("tui.names-the-endpoint")
async def test_the_label_shows_the_model_of_the_open_threads_assistant(settings: Settings) -> None:
    (plain,) = await stored(settings, ["Plain?", "Yes."])
    script = Script(["Tutor speaking."], models=["script-7", "script-8"])
    async with terminal(settings, script) as t:
        await t.shows("script · script-7")
        tutor = await t.assistants.create_assistant(CreateAssistant(model="script-8", name="Math Tutor"))
        thread = CreateThread(messages=[CreateMessage(role="user", content="2 + 2?")])
        run = await t.assistants.create_thread_and_run(CreateThreadAndRun(assistant_id=tutor.id, thread=thread))
        await t.controller.open(run.thread_id)
        await t.shows("Tutor speaking.")
        await t.shows("script · script-8")
        await t.controller.open(plain)
        await t.shows("script · script-7")
    async with terminal(settings, script, thread_id=run.thread_id) as t:
        await t.shows("script · script-8")


@requirement("tui.interrupt")
async def test_a_key_between_two_ctrl_c_means_that_the_second_does_not_quit(settings: Settings) -> None:
    async with terminal(settings, Script(["Here."])) as t:
        await t.press("ctrl+c")
        await t.shows("Press Ctrl+C again to quit")
        await t.send("Anybody?")
        await t.shows("Here.")
        await t.until(lambda: not t.controller.conversation.is_busy)
        await t.press("ctrl+c")
        await t.pilot.pause()
        assert t.app.is_running
        await t.shows("Press Ctrl+C again to quit")
        await t.press("ctrl+c")
        await t.until(lambda: t.app.return_code == 0, "the end")
