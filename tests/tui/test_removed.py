"""Widgets being removed are not painted, though a frame or a mouse move may come before the new layout."""

import asyncio
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from textual import events
from textual.app import App
from textual.geometry import Region
from textual.widget import Widget

import app.tui
from app.api.requests import ThreadRow
from app.models.script import Script
from app.settings import Settings
from app.tui.app import STYLES
from app.tui.history import History
from app.tui.screens.assistants.assistant_list import AssistantSearch
from app.tui.screens.assistants.fields.model_field import ModelLine
from app.tui.screens.assistants.fields.option_field import OptionField
from app.tui.screens.assistants.templates.template_dialogs import TemplateSearch, ValueInput
from app.tui.screens.chat.find_line import FindLine
from app.tui.screens.commands.page import Page
from app.tui.screens.commands.palette import PaletteSearch
from app.tui.screens.commands.themes import ThemeSearch
from app.tui.screens.first_run.asks_lines import ChoiceSearch
from app.tui.screens.messages.link_list import Links, LinkSearch
from app.tui.screens.messages.pixel_area import PixelArea
from app.tui.screens.picker.model_picker import ModelSearch
from app.tui.screens.runs.answer_calls import OutputField
from app.tui.screens.runs.report import Paragraph
from app.tui.screens.runs.report_view import ReportView
from app.tui.screens.runs.run_panel import RunSearch
from app.tui.screens.runs.waiting_runs import WaitingSearch
from app.tui.text.draft import Draft
from app.tui.text.listing import Entry
from app.tui.text.widths.page_columns import Section
from app.tui.widgets.box.message_input import MessageInput
from app.tui.widgets.choices.completion import Completion
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.edge_rows.footer import FooterRow
from app.tui.widgets.edge_rows.header_line import HeaderLine
from app.tui.widgets.edge_rows.status_line import StatusLine
from app.tui.widgets.line_input import LineInput
from app.tui.widgets.thread_list import ThreadList
from tests.requirements import requirement
from tests.tui.history.stage import said
from tests.tui.terminal import Terminal, stored, terminal

WORD = "Apples"
PAINTING = {"render", "render_line", "render_lines"}


class Small(App[None]):
    """Our styles and nothing on the screen."""

    CSS_PATH = STYLES


MAKERS: dict[type[Widget], Callable[[], Widget]] = {
    ThreadList: ThreadList,
    ModelSearch: ModelSearch,
    ChoiceSearch: ChoiceSearch,
    MessageInput: MessageInput,
    History: History,
    StatusLine: StatusLine,
    HeaderLine: HeaderLine,
    FooterRow: FooterRow,
    Completion: Completion,
    PaletteSearch: PaletteSearch,
    Page: lambda: Page([Section(WORD, [("F1", WORD)])]),
    AssistantSearch: AssistantSearch,
    ModelLine: lambda: ModelLine("", SearchList(), placeholder="", id="line"),
    OptionField: lambda: OptionField({"one": WORD}, "one"),
    TemplateSearch: TemplateSearch,
    ValueInput: ValueInput,
    FindLine: FindLine,
    LinkSearch: LinkSearch,
    Links: Links,
    PixelArea: PixelArea,
    ThemeSearch: ThemeSearch,
    RunSearch: RunSearch,
    WaitingSearch: WaitingSearch,
    ReportView: ReportView,
    OutputField: OutputField,
}


def fill(widget: Widget) -> None:
    """Give it the word to show."""
    match widget:
        case ThreadList():
            widget.border_title = WORD
            widget.show([ThreadRow(id="thread_1", created_at=0, title=WORD, last_active_at=0)], more=False)
        case LineInput():
            widget.text = WORD
        case MessageInput():
            widget.show(Draft(text=WORD))
        case History():
            widget.transcript.show([said(WORD)], more=False)
        case StatusLine():
            widget.show_notice(WORD)
        case PixelArea():
            widget.show(WORD)
        case HeaderLine():
            widget.show_title(WORD)
        case FooterRow():
            widget.show([("f1", WORD)])
        case SearchList():
            widget.show([Entry("one", WORD)])
        case ValueInput() | OutputField():
            widget.text = WORD
        case ReportView():
            widget.show([Paragraph(WORD)])
        case Page() | OptionField():
            pass  # made with it
        case _:
            raise AssertionError(widget)


def below(kind: type[Widget]) -> Iterator[type[Widget]]:
    """All that inherit from it."""
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def ours(kind: type[object]) -> bool:
    return kind.__module__.startswith("app.")


def paints(kind: type[Widget]) -> bool:
    """It has code of ours that draws."""
    return any(ours(base) and PAINTING & set(vars(base)) for base in kind.__mro__)


@requirement("tui.removed-widgets-are-not-painted")
def test_every_widget_of_ours_that_draws_itself_is_tested_here() -> None:
    for module in walk_packages(app.tui.__path__, "app.tui."):
        import_module(module.name)
    drawing = {one for one in below(Widget) if ours(one) and paints(one)}
    assert {one for one in drawing if not any(map(ours, one.__subclasses__()))} == set(MAKERS)


def painted(widget: Widget, size: Region) -> str:
    """All that the widget can be asked to paint: its area, and its rows for the question what is under the mouse."""
    strips = [*widget.render_lines(size), *(widget.render_line(y) for y in range(size.height))]
    return "".join(strip.text for strip in strips)


@pytest.mark.parametrize("kind", MAKERS, ids=lambda kind: kind.__qualname__)
@requirement("tui.removed-widgets-are-not-painted")
async def test_from_the_first_step_of_its_removal_on_a_widget_is_blank(kind: type[Widget]) -> None:
    small = Small()
    async with small.run_test(size=(60, 12)) as pilot:
        widget = MAKERS[kind]()
        await small.screen.mount(widget)
        fill(widget)
        async with asyncio.timeout(20):
            while WORD not in painted(widget, size := Region(0, 0, *widget.region.size)):
                await pilot.pause()
        removal = widget.remove()
        assert painted(widget, size).strip() == ""
        await removal
        widget.notify_style_update()  # what it has kept of its styles is gone, as by a change of the theme
        assert painted(widget, size).strip() == ""


async def escape_while_painting(t: Terminal, line: LineInput) -> None:
    """Esc, with a frame and a mouse over the line at every step until the screen is laid out without it."""
    place = line.region.offset
    t.app.post_message(events.Key("escape", "\x1b"))
    async with asyncio.timeout(10):
        while t.app.screen.get_widget_and_offset_at(*place)[0] is line:
            t.text()
            await asyncio.sleep(0)


@requirement("tui.removed-widgets-are-not-painted", "tui.search")
async def test_esc_in_the_search_line_while_frames_are_painted(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        for text in ("", "apples"):
            await t.press("ctrl+s")
            await t.type(text)
            await escape_while_painting(t, t.chat.query_one(LineInput))
            await t.shows(" Pears?")
            assert t.threads.has_focus


@requirement("tui.removed-widgets-are-not-painted", "tui.first-run")
async def test_esc_in_the_key_line_while_frames_are_painted(settings: Settings) -> None:
    async with terminal(settings, Script(endpoint=None)) as t:
        for text in ("", "sk-secret"):
            await t.shows("›  OpenAI")
            await t.press("enter")
            await t.shows("Enter to save")
            await t.type(text)
            await escape_while_painting(t, t.app.screen.query_one(LineInput))
            await t.shows_not("Enter to save")
