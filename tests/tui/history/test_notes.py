"""Notes: lines about the run under the last message."""

from tests.requirements import requirement
from tests.tui.history.stage import conversation, said, stage


@requirement("history.notes")
async def test_notes_are_last_and_change_in_place():
    async with stage() as s:
        await s.show([said("hi")])
        s.transcript.note("run", "queued", "status")
        s.transcript.note("other", "server_error: [red]no[/red]\nR tries again", "error")
        await s.settled()
        assert s.text() == ["You", "hi", "queued", "server_error: [red]no[/red]", "R tries again"]
        s.transcript.note("run", "in_progress 3s", "status")
        s.transcript.append(said("more"))
        await s.settled()
        assert s.text()[2:5] == ["You", "more", "in_progress 3s"]
        s.transcript.remove_note("run")
        s.transcript.remove_note("run")
        s.transcript.remove_note("other")
        await s.settled()
        assert s.text() == ["You", "hi", "You", "more"]


@requirement("history.notes")
async def test_a_note_is_seen_at_the_end_and_moves_nothing_above_it():
    async with stage() as s:
        await s.show(conversation(50))
        s.transcript.note("run", "queued", "status")
        await s.settled()
        assert s.text()[-1] == "queued"
        await s.scroll(-30)
        before = s.rows()
        s.transcript.note("run", "failed\nfor a reason\nof three lines", "error")
        await s.settled()
        assert s.rows() == before


@requirement("history.notes")
async def test_another_thread_has_no_notes():
    async with stage() as s:
        s.transcript.note("run", "queued", "status")
        await s.show([said("hi")])
        assert s.text() == ["You", "hi"]
