"""A search goes on from one conversation to the next; old conversations are deleted in the terminal too."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "search.next-conversation": Requirement(
        "Behind the last hit of a conversation that a search has found, n opens the next conversation of the search at "
        "its newest hit, and N the one before at its oldest; the line says which of how many it is.",
        "the terminal",
    ),
    "line.paste-replaces": Requirement("A paste into a line replaces what is selected in it.", "the terminal"),
    "search.costs": Requirement(
        "A search reads no more than it needs: the texts that may have the words, the page that is shown, and the part "
        "of a conversation around the hit.",
        "the engine",
    ),
    "windows.same-second": Requirement(
        "A message that a program stores is seen in the open conversation also if it comes in the same second as what "
        "was stored before it.",
        "the terminal",
    ),
    "windows.far-away": Requirement(
        "A run that is begun again while the reader is far from the end of a long conversation is shown at its end; "
        "a reply chosen there is the one that is written again.",
        "the terminal",
    ),
    "clean.terminal": Requirement(
        "/clean says how large the database is and which conversations without activity for so many days would go, "
        "asks and deletes them, never the open one or a pinned one; the file becomes smaller.",
        "the terminal",
    ),
}
