"""What the metadata of a thread says of a conversation: its assistant, its own instructions, and where it was forked.

As metadata it survives a restart and an export, and every client sees it. The text of the instructions is longer than
a value of metadata may be, so it is cut into several.
"""

from collections.abc import Mapping, Sequence

ASSISTANT_KEY = "assistant_id"
"""The key of the assistant chosen for the next messages. Without it the one of the newest run answers."""
INSTRUCTIONS_KEY = "additional_instructions"
"""The key of the instructions, named like the field of a run in which they are sent; the next parts have `.2`, …"""
PART_CHARS = 512
"""The limit of a metadata value in the API."""
MAX_PARTS = 8
"""Half of the keys that the metadata of a thread may have."""
MAX_INSTRUCTIONS_CHARS = PART_CHARS * MAX_PARTS

FORKED_FROM_KEY = "forked_from"
"""The key of what a branch has in common with another thread: `THREAD_ID/MESSAGE_ID`, the last message that both have.

Without a message (`THREAD_ID/`) they have none in common.
"""
REPLACED_KEY = "replaced"
"""The key of a branch that only keeps what was replaced in the other thread. Its value: the first message replaced.

Such a thread is in no list until it gets a run or a message of its own, and it is deleted with the other one.
"""

COMPACTED_FROM_KEY = "compacted_from"
"""The key of the thread that this one goes on from: it begins with a summary of that."""
SUMMARY_KEY = "summary_of"
"""The key of a thread in which a model is asked for a summary of this other one. It is in no list, and deleted soon."""


def origin_of(thread_id: str, message_id: str | None) -> str:
    """Return the value of `forked_from` for a branch that leaves this thread after this message."""
    return f"{thread_id}/{message_id or ''}"


def without_branch(metadata: Mapping[str, str]) -> dict[str, str]:
    """Return metadata without what says that its thread is a branch."""
    return {key: value for key, value in metadata.items() if key not in (FORKED_FROM_KEY, REPLACED_KEY)}


def get_instructions(metadata: Mapping[str, str]) -> str:
    """Return the instructions of the conversation; empty if it has none."""
    return "".join(metadata.get(key, "") for key in instruction_keys())


def with_instructions(metadata: Mapping[str, str], text: str) -> dict[str, str]:
    """Return the metadata with other instructions; an empty text removes them. Other keys stay."""
    parts = [text[at : at + PART_CHARS] for at in range(0, len(text), PART_CHARS)]
    others = {key: value for key, value in metadata.items() if key not in instruction_keys()}
    return {**others, **dict(zip(instruction_keys(), parts, strict=False))}


def with_assistant(metadata: Mapping[str, str], assistant_id: str) -> dict[str, str]:
    """Return the metadata with another assistant."""
    return {**metadata, ASSISTANT_KEY: assistant_id}


def instruction_keys() -> Sequence[str]:
    """Return the keys of the parts, in their order."""
    return [INSTRUCTIONS_KEY, *(f"{INSTRUCTIONS_KEY}.{number}" for number in range(2, MAX_PARTS + 1))]
