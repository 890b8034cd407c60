"""The smallest Textual app with the same panes as ours, to measure Textual itself: `python bare_app.py`.

Stock widgets only: a list of 20 threads, an empty history, an input box, header and footer.
"""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Footer, Header, Input, Label, ListItem, ListView


class BareApp(App[None]):
    """Three panes and nothing behind them."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+q", "quit", "Quit")]
    CSS = "ListView { width: 30; }"

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal():
            yield ListView(*[ListItem(Label(f"Thread {number}")) for number in range(20)])
            with Vertical():
                yield VerticalScroll()
                yield Input(placeholder="Message")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Input).focus()


if __name__ == "__main__":
    BareApp().run()
