"""Recalls earlier prompts: ↑ on the first row of the message box, ↓ on the last."""

from collections.abc import Iterable
from functools import reduce

from app.tui.text.draft import Draft, join_drafts


class PromptHistory:
    """A position in the list of prompts. What the user was writing is the newest entry, and is never lost.

    A prompt that was changed is shown as it was left, until something is sent or the history begins anew.
    """

    def __init__(self) -> None:
        self.prompts: list[str] = []
        """Oldest first."""
        self._written = Draft()
        self._changed: dict[str, Draft] = {}
        """What the user made of a prompt, by the prompt."""
        self._steps_back = 0

    @property
    def is_recalling(self) -> bool:
        """Whether the box shows a prompt in place of what the user was writing."""
        return self._steps_back > 0

    def load(self, prompts: Iterable[str]) -> None:
        """Set the prompts, oldest first. The one that is shown stays so: the list changes while the user walks it."""
        recalled = self._prompt
        self.prompts = list(prompts)
        if recalled is not None:
            self._steps_back = len(self.prompts)
            if recalled in self.prompts:
                self._steps_back = len(self.prompts) - self.prompts.index(recalled)

    def older(self, shown: Draft) -> Draft | None:
        """Return the prompt before the one shown; None at the oldest."""
        return self._move_to(self._steps_back + 1, shown)

    def newer(self, shown: Draft) -> Draft | None:
        """Return the prompt after the one shown, and after the newest what the user was writing; None behind that."""
        return self._move_to(self._steps_back - 1, shown)

    def recall(self, prompt: str, shown: Draft) -> Draft | None:
        """Go to one of the prompts and return it; None if it is not there any more."""
        if prompt not in self.prompts:
            return None
        return self._move_to(len(self.prompts) - self.prompts.index(prompt), shown)

    def written(self, shown: Draft) -> Draft:
        """Return all that the user has written, which is to be kept: not a prompt that is shown as it was sent.

        A changed prompt is part of it also when the user has gone on to another one, or back to the newest entry.
        """
        self._keep(shown)
        return self._join_written()

    def end(self) -> Draft:
        """Stop recalling: what is shown was sent. Return what else the user has written."""
        if not self.is_recalling:
            self._written = Draft()
        elif self._prompt is not None:
            self._changed.pop(self._prompt, None)
        rest = self._join_written()
        self.reset()
        return rest

    def reset(self) -> None:
        """Begin anew: the box shows a draft."""
        self._written, self._steps_back = Draft(), 0
        self._changed.clear()

    @property
    def _prompt(self) -> str | None:
        if 0 < self._steps_back <= len(self.prompts):
            return self.prompts[-self._steps_back]
        return None

    def _keep(self, shown: Draft) -> None:
        prompt = self._prompt
        if not self.is_recalling:
            self._written = shown
        elif prompt is not None and shown != Draft(text=prompt):
            self._changed[prompt] = shown  # in the place that it had: only to look at a prompt changes no draft
        elif prompt is not None:
            self._changed.pop(prompt, None)

    def _join_written(self) -> Draft:
        return reduce(join_drafts, self._changed.values(), self._written)

    def _move_to(self, steps_back: int, shown: Draft) -> Draft | None:
        if not 0 <= steps_back <= len(self.prompts):
            return None
        self._keep(shown)
        self._steps_back = steps_back
        prompt = self._prompt
        if prompt is None:
            return self._written
        return self._changed.get(prompt, Draft(text=prompt))
