"""What the user sets for one conversation: its assistant, and instructions of its own.

Both are metadata of the thread, so that they survive a restart and an export, and every client sees them. The text of
the instructions is longer than a value of metadata may be, so it is cut into several.
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
