"""`show`, `rename` and `delete`: one conversation, whatever is in it."""

import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from app.api.errors import Error
from app.api.objects import Thread
from app.api.requests import CreateMessage, CreateThread, Page, ThreadQuery
from app.api.services import OpenServices
from app.headless.ask import Question, ask
from app.headless.conversations.change_thread import delete, rename
from app.headless.conversations.formats import FORMATS
from app.headless.conversations.show import show
from app.headless.printers import TextPrinter
from app.models.script import Script
from tests.headless.streams import Closed, Terminal
from tests.requirements import requirement

ServicesOn = Callable[[Script], OpenServices]
HOSTILE = """<script>alert(1)</script> **bold** \x1b[31mred ![pixel](https://evil.invalid/p.png "x")
[run](javascript:alert(1)) and a|b

<img src=x onerror=alert(1)>"""


class Tags(HTMLParser):
    """Which tags, with which attributes, a page has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


async def asked(services: OpenServices, text: str = "Why <b>blue</b>?") -> str:
    """Ask, and return the id of the thread."""
    err = io.StringIO()
    await ask(services, Question(text=text), TextPrinter(io.StringIO(), err))
    return err.getvalue().split()[-1]


async def shown(services: OpenServices, thread_id: str, format_name: str, out: io.StringIO) -> str:
    """Return what `show` prints."""
    assert await show(services, thread_id, format_name, False, out) == 0
    return out.getvalue()


@requirement("ask.show")
async def test_a_conversation_is_exported_as_markdown(services_on: ServicesOn):
    services = services_on(Script([HOSTILE]))
    thread_id = await asked(services)
    page = await shown(services, thread_id, "markdown", io.StringIO())
    assert page.startswith(f"# Why <b>blue</b>?\n\n{thread_id} · 20")
    assert re.search(r"\n## You · 20.*\n\nWhy <b>blue</b>\?\n\n## Assistant · 20.* · script-1\n\n<script>", page)
    assert HOSTILE in page
    assert "\x1b" not in await shown(services, thread_id, "markdown", Terminal())


@requirement("ask.show")
async def test_an_exported_page_fetches_and_runs_nothing(services_on: ServicesOn):
    services = services_on(Script([HOSTILE]))
    tags = Tags(page := await shown(services, await asked(services), "html", io.StringIO()))
    assert tags.names & {"script", "img", "iframe", "object", "link", "b"} == set()
    assert "strong" in tags.names
    assert [value for name, value in tags.attributes if name in ("href", "src")] == ["https://evil.invalid/p.png"]
    assert not [name for name, _ in tags.attributes if name.startswith("on")]
    assert "default-src 'none'" in page
    assert "\x1b" not in page
    assert "Why &lt;b&gt;blue&lt;/b&gt;?" in page


@requirement("ask.show")
async def test_an_export_as_json_is_one_document_and_json_lines_are_objects(services_on: ServicesOn):
    services = services_on(Script([HOSTILE]))
    thread_id = await asked(services)
    document = json.loads(await shown(services, thread_id, "json", io.StringIO()))
    assert document["thread"]["id"] == thread_id
    assert [one["role"] for one in document["messages"]] == ["user", "assistant"]
    assert document["messages"][1]["content"][0]["text"]["value"] == HOSTILE
    out = io.StringIO()
    await show(services, thread_id, "markdown", True, out)
    kinds = [json.loads(line)["object"] for line in out.getvalue().splitlines()]
    assert kinds == ["thread", "thread.message", "thread.message"]


@requirement("ask.show")
async def test_every_message_is_in_every_format_and_an_empty_thread_is_a_document(services_on: ServicesOn):
    services = services_on(Script([]))
    async with services() as (assistants, _):
        full, empty = [await assistants.create_thread(CreateThread()) for _ in range(2)]
        for number in range(230):
            await assistants.create_message(full.id, CreateMessage(role="user", content=f"message {number}."))
    for format_name in FORMATS:
        page = await shown(services, full.id, format_name, io.StringIO())
        assert [int(one) for one in re.findall(r"message (\d+)\.", page) if page][-230:] == list(range(230))
        assert "Untitled" in await shown(services, empty.id, format_name, io.StringIO())
        with pytest.raises(BrokenPipeError):
            await show(services, full.id, format_name, False, Closed(room=10))


@requirement("ask.rename-delete")
async def test_a_conversation_is_renamed_and_keeps_its_other_metadata(services_on: ServicesOn):
    services = services_on(Script([]))
    async with services() as (assistants, _):
        thread = await assistants.create_thread(CreateThread(metadata={"mine": "kept"}))
    out = io.StringIO()
    assert await rename(services, thread.id, "The \x1b[31msky", False, out) == 0
    assert out.getvalue() == f"{thread.id} is now called: The sky\n"
    out = io.StringIO()
    await rename(services, thread.id, "The sky", True, out)
    assert json.loads(out.getvalue())["metadata"] == {"mine": "kept", "title": "The sky"}
    await rename(services, thread.id, None, False, io.StringIO())
    async with services() as (assistants, _):
        assert (await assistants.get_thread(thread.id)).metadata == {"mine": "kept"}
    for title, sentence in (("x" * 600, "512"), ("\udcff", "not valid UTF-8")):
        with pytest.raises(Error, match=sentence):
            await rename(services, thread.id, title, False, io.StringIO())


@requirement("ask.rename-delete")
@pytest.mark.parametrize(
    ("stdin", "confirmed", "is_deleted"),
    [
        (Terminal("y\n"), False, True),
        (Terminal("\n"), False, False),
        (Terminal(""), False, False),
        (Terminal(""), True, True),
        (io.StringIO(""), False, True),
    ],
)
async def test_a_person_is_asked_before_a_conversation_is_deleted(
    stdin: io.StringIO, confirmed: bool, is_deleted: bool, services_on: ServicesOn
):
    services = services_on(Script([]))
    async with services() as (assistants, _):
        thread: Thread = await assistants.create_thread(CreateThread(metadata={"title": "The \x1b]0;x\x07sky"}))
    stdin.seek(0)
    out, err = io.StringIO(), io.StringIO()
    code = await delete(services, thread.id, confirmed, False, stdin, out, err)
    assert code == (0 if is_deleted else 4)
    assert ("“The sky”" in err.getvalue()) == (stdin.isatty() and not confirmed)
    assert ("Deleted" in out.getvalue()) == is_deleted
    async with services() as (assistants, _):
        left = (await assistants.list_threads(ThreadQuery())).data
    assert [row.id for row in left] == ([] if is_deleted else [thread.id])


@requirement("ask.rename-delete", "ask.show")
async def test_what_is_no_conversation_says_so(services_on: ServicesOn):
    services = services_on(Script(["Blue."]))
    thread_id = await asked(services)
    async with services() as (assistants, _):
        run_id = (await assistants.list_runs(thread_id, Page())).data[0].id
    out = io.StringIO()
    for wrong, sentence in (
        (run_id, "is the id of a run, and this needs that of a thread."),
        (f"{thread_id[:-1]}-", "List the ids with: assistant-chat threads"),
        ("", "No thread found"),
    ):
        for work in (
            show(services, wrong, "markdown", False, out),
            rename(services, wrong, "x", False, out),
            delete(services, wrong, True, False, io.StringIO(), out, out),
        ):
            with pytest.raises(Error, match=sentence):
                await work
    assert out.getvalue() == ""
