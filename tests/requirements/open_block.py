"""How `ask` draws the block that is still written (app/headless/markdown/open_block.py)."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "ask.open-block": Requirement(
        "On a terminal `ask` draws the open block of a reply in place until it is complete: also one that is higher "
        "than the screen, with wide characters and after a change of the window, never more often than is seen. What "
        "is on the screen at the end is what would be there without it.",
        "asking",
    ),
}
