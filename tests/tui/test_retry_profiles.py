"""A retry asks the model and the profile of the run that failed, unless the user has chosen another one since."""

import pytest

from app.api.endpoints import Endpoint, ModelList
from app.api.objects import DEFAULT_ASSISTANT_ID, Model
from app.api.requests import CreateRun, ModifyAssistant
from app.models.model import ModelError
from app.models.script import Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal

ONE = Endpoint(name="One", base_url="one:", kind="script", profile="one")
TWO = Endpoint(name="Two", base_url="two:", kind="script", profile="two")
NO = ModelError("No.")


def script_on(*endpoints: Endpoint) -> Script:
    """Make a model that fails once, with these profiles, the first of them in use."""
    lists = [ModelList(one, [Model(id="m"), Model(id="n")]) for one in endpoints]
    return Script([Reply(NO), "Alive."], models=["m", "n"], endpoint=endpoints[0], lists=lists)


def asked(script: Script) -> list[tuple[str, str]]:
    """Return profile and model of each request."""
    return [(request.profile, request.model) for request in script.requests]


def newest_run(t: Terminal) -> tuple[str, str]:
    """Return id and status of the newest run that the terminal knows in the open conversation."""
    run = t.controller.conversation.run
    return (run.id, run.status) if run else ("", "")


@requirement("runs.retry-on-its-profile")
@pytest.mark.parametrize(("model", "retried"), [("n", ("one", "n")), ("two::n", ("two", "two::n"))])
async def test_f5_asks_the_model_and_the_profile_of_the_failed_run(
    settings: Settings, model: str, retried: tuple[str, str]
) -> None:
    script = script_on(ONE, TWO)
    async with terminal(settings, script) as t:
        await t.send("Hello")
        await t.shows("failed")
        script.replies.insert(0, Reply(NO))
        run = await t.assistants.create_run(t.thread_id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, model=model))
        await t.until(lambda: newest_run(t) == (run.id, "failed"))
        await t.press("f5")
        await t.shows("Alive.")
    assert asked(script)[1:] == [retried] * 2


@requirement("runs.retry-on-its-profile")
async def test_f5_after_a_restart_with_another_profile_asks_the_one_of_the_run(settings: Settings) -> None:
    async with terminal(settings, script_on(ONE, TWO)) as t:
        await t.send("Hello")
        await t.shows("failed")
    script = script_on(TWO, ONE)
    script.replies.pop(0)
    async with terminal(settings, script) as t:
        await t.shows("failed")
        await t.press("f5")
        await t.shows("Alive.")
        facts = (await t.assistants.run_facts(t.thread_id, [newest_run(t)[0]])).data
    assert asked(script) == [("one", "one::m")]
    assert (facts[0].profile, facts[0].model) == ("one", "m")


@requirement("runs.retry-on-its-profile")
async def test_f5_asks_the_profile_in_use_where_that_of_the_run_is_gone(settings: Settings) -> None:
    async with terminal(settings, script_on(ONE)) as t:
        await t.send("Hello")
        await t.shows("failed")
    script = script_on(TWO)
    script.replies.pop(0)
    async with terminal(settings, script) as t:
        await t.shows("failed")
        await t.press("f5")
        await t.shows("Alive.")
    assert asked(script) == [("two", "m")]


@requirement("runs.retry-on-its-profile")
async def test_f5_asks_the_model_that_the_assistant_was_given_since(settings: Settings) -> None:
    script = script_on(ONE, TWO)
    async with terminal(settings, script) as t:
        await t.send("Hello")
        await t.shows("failed")
        await t.assistants.modify_assistant(DEFAULT_ASSISTANT_ID, ModifyAssistant(model="two::n"))
        await t.press("f5")
        await t.shows("Alive.")
    assert asked(script) == [("one", "m"), ("two", "two::n")]


@requirement("runs.retry-on-its-profile")
async def test_f5_asks_the_endpoint_that_the_user_has_added_since(settings: Settings) -> None:
    script = script_on(ONE)
    async with terminal(settings, script) as t:
        await t.send("Hello")
        await t.shows("failed")
        await t.press("ctrl+l")
        await t.shows("Add another endpoint")
        await t.press("ctrl+end", "enter")
        await t.shows("Another server")
        await t.press("end", "enter")
        await t.shows("The base URL of any server")
        await t.type("https://models.house/v1")
        await t.press("enter")
        await t.shows("if it needs one.")
        await t.press("enter")
        await t.shows("Search models")
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the end of the picker")
        await t.press("f5")
        await t.shows("Alive.")
    assert asked(script)[1] != ("one", "one::m")
    assert asked(script)[1][1] == "m"
