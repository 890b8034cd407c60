"""The local state of temporary conversations: drafts, prompts, queue and chosen models, in no file.

Recent models and favourites are read from the file of the stored conversations, which is not changed.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.api.objects import Assistant
from app.tui.local_state import model_choices, queue_file
from app.tui.local_state.drafts_file import MODEL_CHOICES_FILE, QUEUE_FILE, Changes, LocalState
from app.tui.text.draft import QueuedDraft


class UnsavedQueue(queue_file.QueueFile):
    """The queued messages of this window."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._queues = queue_file.Saved()

    def has(self, key: str, queued: QueuedDraft) -> bool:
        """Whether this message was neither sent nor taken."""
        return queued in self._queues.queued.get(key, [])

    @contextmanager
    def _change(self) -> Generator[queue_file.Saved]:
        yield self._queues
        self._queues.queued = {key: queued for key, queued in self._queues.queued.items() if queued}

    def _read(self) -> queue_file.Saved:
        return queue_file.Saved(queued={key: [*queued] for key, queued in self._queues.queued.items()})


class UnsavedChoices(model_choices.ModelChoices):
    """The models chosen in this window."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._choices: model_choices.Saved | None = None

    def _read(self) -> model_choices.Saved:
        if self._choices is None:
            self._choices = super()._read()
        return self._choices

    def _write(self, saved: model_choices.Saved) -> None:
        self._choices = saved


class UnsavedState(LocalState):
    """A local state that begins empty and is gone at the end."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.models = UnsavedChoices(path.with_name(MODEL_CHOICES_FILE))
        self.queue = UnsavedQueue(path.with_name(QUEUE_FILE))

    def load(self) -> None:
        """Read the models that were chosen before, and no draft."""
        self.models.load()

    def write(self, changes: Changes) -> None:
        """Write nothing."""

    def note_default(self, assistant: Assistant) -> Sequence[str]:
        """Remember nothing: the default assistant of temporary conversations is gone with them."""
        return ()
