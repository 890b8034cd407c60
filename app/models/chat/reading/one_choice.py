"""Finds the one answer among the choices of a stream. One is asked for, but servers number it as they like.

Some count the chunks in `index`, some begin at 1, some give the role under another number than the text. Some send
several answers all the same, side by side in a chunk or in turn: of these one is read.
"""

from collections.abc import Iterator, Sequence

from app.models.chat.fields.chunks import Choice


class OneChoice:
    """What is read of each chunk. `index`: the number of the last choice that was read."""

    def __init__(self) -> None:
        self.index: int | None = None
        self.held: list[Choice] = []
        """Those of another number than before, until the next chunk says what that means."""
        self._several = False
        self._number_says_nothing = False

    def of(self, choices: Sequence[Choice], *, begun: bool) -> Iterator[Choice]:
        """Yield the choices that belong to the answer. `begun`: something of it was read before."""
        if len(choices) > 1:
            self._several = self._several or len({choice.index for choice in choices}) > 1
            choices = self._among(choices)
        for choice in choices:
            if choice.index is None or choice.index == self.index:
                self.held.clear()  # the numbers go to and fro: two answers in turn
                yield choice
            elif not begun or self._number_says_nothing:
                self.index = choice.index
                yield choice
            elif not self._several:
                yield from self._other(choice)

    def end(self) -> Iterator[Choice]:
        """Yield what was held back."""
        yield from self.held
        self.held.clear()

    def _among(self, choices: Sequence[Choice]) -> Sequence[Choice]:
        mine = [choice for choice in choices if choice.index is not None and choice.index == self.index]
        if not mine:
            mine = [choice for choice in choices if choice.index == choices[0].index]
        return mine if mine[0].index is not None else mine[:1]

    def _other(self, choice: Choice) -> Iterator[Choice]:
        """Take a choice with a new number: the second in a row shows that the number says nothing."""
        self.held.append(choice)
        if len(self.held) > 1:
            self._number_says_nothing = True
            self.index = choice.index
            yield from self.end()
