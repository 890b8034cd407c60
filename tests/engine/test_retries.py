"""A reply that broke off and was written again is no part of what the model is given."""

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateRun, CreateThread, Page
from app.engine.engine import Engine
from app.models.model import ModelError
from app.models.script import Reply, Script
from tests.engine.engine_calls import OpenEngine, read_events
from tests.requirements import requirement


async def say(engine: Engine, thread_id: str, text: str | None) -> None:
    """Run the thread to the end of a run, with a message or as it is."""
    messages = [CreateMessage(role="user", content=text)] if text else []
    run = await engine.create_run(thread_id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, additional_messages=messages))
    await read_events(engine, thread_id, run.id)


@requirement("windows.retry-replaces")
async def test_the_model_is_not_given_a_reply_that_a_retry_replaced(opened: OpenEngine) -> None:
    script = Script(
        [Reply("Dead one", ModelError("No.")), Reply("Dead two", ModelError("No.")), "Alive.", "And then.", "Last."]
    )
    async with opened(script) as (engine, script):
        thread_id = (await engine.create_thread(CreateThread())).id
        for text in ("Hello", None, None, "Go on", None):
            await say(engine, thread_id, text)
        stored = (await engine.list_messages(thread_id, Page(order="asc"))).data
    given = [[message.text for message in request.messages] for request in script.requests]
    assert given == [
        ["Hello"],
        ["Hello"],
        ["Hello"],
        ["Hello", "Alive.", "Go on"],
        ["Hello", "Alive.", "Go on", "And then."],
    ]
    assert [one.text for one in stored] == ["Hello", "Dead one", "Dead two", "Alive.", "Go on", "And then.", "Last."]


@requirement("windows.retry-replaces")
async def test_a_reply_that_broke_off_and_was_answered_by_the_user_is_given(opened: OpenEngine) -> None:
    async with opened(Script([Reply("Half a", ModelError("No.")), "Whole."])) as (engine, script):
        thread_id = (await engine.create_thread(CreateThread())).id
        await say(engine, thread_id, "Hello")
        await say(engine, thread_id, "Go on")
    assert [message.text for message in script.requests[1].messages] == ["Hello", "Half a", "Go on"]
