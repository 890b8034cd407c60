"""Any text as a name, as instructions, as a model, as metadata or as a template: shown as text, saved as it was."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rich.cells import cell_len

from app.api.objects import Assistant
from app.api.requests import CreateAssistant, Page
from app.models.script import Script
from app.settings import Settings
from app.tui.screens.assistants.form import find_mistakes, modify_request, texts_of
from app.tui.screens.assistants.metadata_lines import format_pairs, parse_pairs
from app.tui.screens.assistants.templates.template_files import fill, find_variables
from app.tui.text.one_line import crop_text
from tests.requirements import requirement
from tests.tui.assistants import create
from tests.tui.terminal import Terminal, terminal

HOSTILE = [
    "[bold red]x[/] [@click=app.quit]y",
    "\x1b[31mred\x1b]0;title\x07\x9b2J",
    "\u202eright to left\u2066 שלום",
    "x" * 3_000,
    "日本語 👩‍👩‍👧 é" * 20,
    "a\r\nb\rc\x85d\u2028e\x0bf",
    "\\n \\u0041 : :: {{a}} {name}",
    "\t \u200b\ufeff",
]
PIECE = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))
TEXT = st.lists(PIECE, max_size=3).map("".join)
CODES = [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
OBEYED = set(map(chr, CODES))


def assert_harmless(t: Terminal) -> None:
    """Check that the terminal gets only text, in rows as wide as the screen."""
    for strip in t.strips():
        assert not OBEYED & set(strip.text)
        assert strip.cell_length == t.app.size.width


@requirement("assistants.any-text")
@given(name=TEXT, instructions=TEXT, model=TEXT)
@example(*HOSTILE[:3])
@example(*HOSTILE[3:6])
@hypothesis_settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow])
async def test_any_assistant_is_shown_and_saved_as_it_was(name: str, instructions: str, model: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder) / "data", config_dir=Path(folder) / "config")
        request = CreateAssistant(
            model=model[:256], name=name[:256], instructions=instructions, metadata={name[:64]: instructions[:512]}
        )
        await create(settings, request)
        async with terminal(settings, Script(models=[name[:256], model, "m"]), size=(60, 16)) as t:
            await t.press("f4")
            await t.shows("Assistants")
            await t.until(lambda: "● Assistant" in t.text(), "the list")
            assert_harmless(t)
            before = (await t.assistants.list_assistants(Page())).data
            await t.press("pageup", "ctrl+e")
            await t.shows("Edit assistant")
            for _ in range(7):
                await t.press("tab")
                assert_harmless(t)
            await t.press("ctrl+s")
            await t.shows("Saved")
            assert (await t.assistants.list_assistants(Page())).data == before
            await t.pilot.resize_terminal(41, 10)
            await t.until(lambda: all(strip.cell_length == 41 for strip in t.strips()), "the new width")
            assert_harmless(t)
            await t.press("enter")
            await t.until(lambda: t.app.screen is t.chat, "the end of the list")
            assert_harmless(t)


@requirement("assistants.any-text")
@given(pairs=st.dictionaries(TEXT.map(str.strip), TEXT))
def test_any_metadata_comes_back_from_its_lines(pairs: dict[str, str]) -> None:
    assert parse_pairs(format_pairs(pairs)) == pairs


@requirement("assistants.any-text")
@given(text=TEXT, name=TEXT, number=st.floats(0, 1))
def test_unchanged_texts_change_nothing(text: str, name: str, number: float) -> None:
    assistant = Assistant(
        id="asst_1", created_at=0, name=name[:256], model=text[:256], instructions=text, temperature=number
    )
    texts = texts_of(assistant)
    assert find_mistakes(texts) == {}
    assert modify_request(texts, texts) == modify_request({}, {})


@requirement("assistants.any-text")
@given(text=TEXT, cols=st.integers(1, 80))
def test_any_text_fits_in_a_row(text: str, cols: int) -> None:
    line = crop_text(text, cols)
    assert cell_len(line) <= cols
    assert not OBEYED & set(line)


@requirement("assistants.any-text")
@given(text=TEXT, value=TEXT)
def test_a_value_is_never_read_as_a_template(text: str, value: str) -> None:
    filled = fill(f"<{{{{a}}}}>{text}", {name: value for name in ("a", *find_variables(text))})
    assert filled.startswith(f"<{value}>")
