"""Following a run over a connection that breaks: no event is missed, none arrives twice."""

import asyncio
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.api.errors import NotFound, Unavailable
from app.api.objects import DEFAULT_ASSISTANT_ID, Message, Run
from app.api.requests import CreateMessage, CreateThread, CreateThreadAndRun, SubmitToolOutputs, ToolOutput
from app.api.services import Assistants
from app.api.tools import FunctionDefinition, FunctionTool
from app.models.script import Gate, Reply, Script, call
from app.remote import open_remote
from app.remote.server_address import ServerTimeouts
from tests.remote.cable import At, Cable
from tests.remote.follower import Follower
from tests.requirements import requirement
from tests.server.running import Running, running

LOOK = [FunctionTool(function=FunctionDefinition(name="look"))]


async def begun(assistants: Assistants, tools: list[FunctionTool] | None = None) -> Run:
    """A run of a new thread."""
    thread = CreateThread(messages=[CreateMessage(role="user", content="Hi")])
    return await assistants.create_thread_and_run(
        CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread, tools=[*tools] if tools else None)
    )


@requirement("remote.follow-goes-on")
async def test_a_cut_connection_loses_and_repeats_nothing(served: Running, cable: Cable, at: At) -> None:
    gates = [Gate(), Gate(), Gate()]
    served.script.replies.append(Reply("one ", gates[0], "two ", gates[1], "three ", gates[2], "four"))
    async with open_remote(at(cable.url)) as (remote, _):
        run = await begun(served.assistants)
        near, far = Follower(served.assistants, run), Follower(remote, run)
        for gate, word in zip(gates, ("one", "two", "three"), strict=True):
            await far.wait_for_text(word)
            cable.cut()
            gate.open()
        await far.end()
        await near.end()
    assert far.events == near.events
    assert far.text == "one two three four"


@requirement("remote.follow-goes-on")
async def test_events_during_an_interruption_arrive(served: Running, cable: Cable, at: At) -> None:
    gate = Gate()
    served.script.replies.append(Reply("one ", gate, "two ", "three"))
    async with open_remote(at(cable.url)) as (remote, _):
        run = await begun(served.assistants)
        near, far = Follower(served.assistants, run), Follower(remote, run)
        await far.wait_for_text("one")
        cable.trips = 2
        cable.cut()
        gate.open()
        await near.end()
        await far.end()
    assert far.numbers == sorted(set(far.numbers))
    assert far.names[-1] == "thread.run.completed"
    message = far.events[far.names.index("thread.message.completed")].data
    assert isinstance(message, Message)
    assert message.text == "one two three"


@requirement("remote.follow-goes-on")
async def test_a_run_is_followed_through_a_restart_of_its_server(tmp_path: Path, at: At) -> None:
    gate = Gate()
    async with Cable(0) as cable, AsyncExitStack() as stack:
        first, second = Script([Reply("half ", gate)]), Script(["whole"])
        async with running(tmp_path / "there", first) as served:
            cable.target = served.port
            assistants, _ = await stack.enter_async_context(open_remote(at(cable.url)))
            run = await begun(assistants)
            far = Follower(assistants, run)
            await far.wait_for_text("half")
        async with running(tmp_path / "there", second) as served:
            cable.target = served.port
            await far.end()
            ended = await assistants.get_run(run.thread_id, run.id)
    assert ended.status == "completed"
    assert far.numbers == sorted(set(far.numbers))
    # The unfinished message is dropped at the second `queued` and sent again.
    queued = [place for place, name in enumerate(far.names) if name == "thread.run.queued"]
    assert len(queued) == 2
    completed = [one.data for one in far.events[queued[1] :] if one.event == "thread.message.completed"]
    assert [one.text for one in completed if isinstance(one, Message)] == ["whole"]
    assert far.names[-1] == "thread.run.completed"


@requirement("remote.follow-goes-on")
async def test_waiting_for_outputs_survives_a_broken_connection(served: Running, cable: Cable, at: At) -> None:
    served.script.replies += [Reply(call("look")), Reply("Seen.")]
    async with open_remote(at(cable.url)) as (remote, _):
        run = await begun(remote, LOOK)
        far = Follower(remote, run)
        waiting = (await far.wait_for_event("thread.run.requires_action")).data
        assert isinstance(waiting, Run)
        assert waiting.required_action
        cable.cut()
        calls = waiting.required_action.submit_tool_outputs.tool_calls
        outputs = [ToolOutput(tool_call_id=one.id, output="it") for one in calls]
        await remote.submit_tool_outputs(run.thread_id, run.id, SubmitToolOutputs(tool_outputs=outputs))
        await far.end()
    assert far.numbers == sorted(set(far.numbers))
    assert far.names[-1] == "thread.run.completed"
    assert far.text == "Seen."


@requirement("remote.follow-goes-on")
async def test_a_silent_connection_is_replaced(served: Running, cable: Cable, at: At) -> None:
    gate = Gate()
    served.script.replies.append(Reply("one ", gate, "two"))
    async with open_remote(at(cable.url), ServerTimeouts(stream=0.3)) as (remote, _):
        run = await begun(remote)
        far = Follower(remote, run)
        await far.wait_for_text("one")
        cable.freeze()
        await cable.used(0)
        gate.open()
        await far.end()
    assert far.text == "one two"
    assert far.numbers == sorted(set(far.numbers))


@requirement("remote.follow-ends")
async def test_a_server_that_stays_away(served: Running, cable: Cable, at: At) -> None:
    gate = Gate()
    served.script.replies.append(Reply("one ", gate))
    async with open_remote(at(cable.url), ServerTimeouts(absence=0.3)) as (remote, _):
        far = Follower(remote, await begun(remote))
        await far.wait_for_text("one")
        cable.trips = 1000
        cable.cut()
        with pytest.raises(Unavailable, match="could not be restored"):
            await far.end()
    gate.open()


@requirement("remote.follow-ends")
async def test_a_finished_run(served: Running, at: At) -> None:
    served.script.replies.append(Reply("Hello\u2028there\x85!"))
    async with open_remote(at(served.url)) as (remote, _):
        run = await begun(remote)
        follower = Follower(remote, run)
        await follower.end()
        assert follower.text == "Hello\u2028there\x85!"
        again = [event async for event in remote.follow(run.thread_id, run.id)]
        assert again[-1] == follower.events[-1]
        number = again[-3].number
        assert [event async for event in remote.follow(run.thread_id, run.id, number)] == again[-2:]
        async with asyncio.timeout(10):
            assert [event async for event in remote.follow(run.thread_id, run.id, again[-1].number)] == []
        with pytest.raises(NotFound, match="No run found with id 'run_x'"):
            await Follower(remote, replace(run, id="run_x")).end()


@requirement("remote.follow-goes-on")
async def test_a_long_reply_arrives_complete(served: Running, at: At) -> None:
    text = "日本語 \n\n" * 400_000
    served.script.replies.append(Reply(text))
    async with open_remote(at(served.url)) as (remote, _):
        far = Follower(remote, await begun(remote))
        await far.end()
    assert far.text == text


@requirement("remote.follow-ends")
async def test_a_thread_that_is_deleted_meanwhile(served: Running, cable: Cable, at: At) -> None:
    gate = Gate()
    served.script.replies.append(Reply("one ", gate))
    async with open_remote(at(cable.url)) as (remote, _):
        run = await begun(remote)
        far = Follower(remote, run)
        await far.wait_for_text("one")
        await remote.delete_thread(run.thread_id)
        cable.cut()
        await far.end()
    gate.open()


@requirement("remote.follow-ends")
async def test_closing_closes_the_connection_and_not_the_run(served: Running, cable: Cable, at: At) -> None:
    gate = Gate()
    served.script.replies.append(Reply("one ", gate, "two"))
    async with open_remote(at(cable.url)) as (remote, _):
        run = await begun(remote)
        async with aclosing(remote.follow(run.thread_id, run.id)) as events:
            async for event in events:
                if event.event == "thread.message.delta":
                    break
        await cable.used(0)
        gate.open()
        far = Follower(remote, run)
        await far.end()
        assert far.names[-1] == "thread.run.completed"
