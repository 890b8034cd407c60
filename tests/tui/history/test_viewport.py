"""The place of the view, the chosen message and the rows that changed, without a terminal."""

from textual.style import Style

from app.api.objects import Message
from app.tui.history.document.document import Document, Place
from app.tui.history.message_cursor import MessageCursor
from app.tui.history.render.rows import COMPONENT_CLASSES, Look, RowBuilder
from app.tui.history.row_painter import RowPainter
from app.tui.history.view.viewport import Viewport
from tests.requirements import requirement
from tests.tui.history.stage import conversation, replied, said

HEIGHT = 20


def builder(width: int = 60) -> RowBuilder:
    return RowBuilder(width, width, Look("", Style.null(), dict.fromkeys(COMPONENT_CLASSES, Style.null())))


class View:
    """A viewport of 20 rows on some messages, opened at their end."""

    def __init__(self, messages: list[Message]) -> None:
        self.document = Document()
        self.viewport = Viewport(self.document)
        self.cursor = MessageCursor(self.document, self.viewport)
        self.painter = RowPainter(self.document, self.viewport, self.cursor)
        self.viewport.resize(HEIGHT, builder())
        self.document.open(messages)
        self.viewport.to_end()

    def rows(self) -> list[str]:
        self.painter.forget()
        return [placed.row.strip.text[2:].strip() for placed in self.painter.rows()]

    def scroll(self, step: int) -> None:
        y = self.viewport.y
        self.viewport.scroll(y, y + step)


@requirement("history.scrolling")
def test_a_scroll_moves_all_rows_by_its_step_although_heights_were_estimates():
    view = View([replied(f"answer {number}" + "\n" * 30 + "end") for number in range(40)])
    for step in (-7, -19, -3, 5, -30):
        before = view.rows()
        view.scroll(step)
        after = view.rows()
        if step < 0:
            assert after[-step:] == before[:step]
        else:
            assert after[:-step] == before[step:]


@requirement("history.follows")
def test_the_end_is_kept_and_any_other_place_too():
    view = View(conversation(40))
    follow = view.viewport.following
    view.document.put(said("the newest"), live=False)
    view.viewport.keep_place(follow=follow)
    assert view.rows()[-2] == "the newest"
    view.scroll(-30)
    before = view.rows()
    assert not view.viewport.following
    view.document.put(said("below"), live=False)
    view.viewport.keep_place(follow=False)
    view.viewport.shift(view.document.prepend(conversation(10, first=100)))
    view.viewport.keep_place(follow=False)
    assert view.rows() == before


@requirement("history.follows")
def test_a_view_that_cannot_be_seen_follows_as_before_when_it_is_seen_again():
    view = View(conversation(40))
    for at_end in (True, False):
        if not at_end:
            view.scroll(-30)
        view.viewport.resize(0, builder())
        assert view.viewport.following == at_end
        view.document.put(said("while hidden"), live=False)
        view.viewport.keep_place(follow=at_end)
        view.viewport.resize(HEIGHT, builder())
        assert view.viewport.following == at_end


@requirement("history.follows")
def test_a_thread_shown_while_nothing_can_be_seen_is_opened_at_its_end():
    view = View(conversation(40))
    view.scroll(-30)
    view.viewport.resize(0, builder())
    view.document.open(conversation(4, first=60))
    view.viewport.to_end()
    view.viewport.resize(HEIGHT, builder())
    assert "answer 63" in view.rows()
    assert view.viewport.following


@requirement("history.theme")
def test_another_width_keeps_the_message_at_the_top():
    view = View([replied(f"answer {number} " + "word " * 100) for number in range(30)])
    view.viewport.go(Place(12, 4))
    for width in (30, 90, 60):
        view.viewport.resize(HEIGHT, builder(width))
        assert view.viewport.top.slot == 12


@requirement("history.keys")
def test_the_cursor_begins_at_the_last_message_in_view_and_stays_in_view():
    messages = conversation(40)
    view = View(messages)
    view.scroll(-60)
    last = view.viewport.last_slot
    view.cursor.move(-1)
    assert view.cursor.chosen is view.document.entries[last]
    for _ in range(15):
        view.cursor.move(-1)
        assert view.cursor.chosen in [view.document.entries[slot] for slot in range(view.viewport.top.slot, last + 1)]
    view.document.drop(messages[last - 15].id)
    assert view.cursor.chosen is None


@requirement("history.painting")
def test_only_rows_that_look_different_count_as_changed():
    view = View([said("one"), replied("two\n\nthree")])
    assert view.painter.update() is None
    assert view.painter.rows()
    assert view.painter.update() == []
    view.document.put(said("four"), live=False)
    view.viewport.keep_place(follow=True)
    assert [one.y for one in view.painter.update() or ()] == [8, 9, 10]
