"""Two answers to one message."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "compare.both-stream": Requirement(
        "/compare asks two models or assistants one message; both answers stream, beside each other from 100 columns"
        " on, else one below the other.",
        "branches",
    ),
    "compare.keep": Requirement(
        "The conversation goes on with the answer that is kept and with its model; the other one is its sibling, in no"
        " list.",
        "branches",
    ),
    "compare.cancel": Requirement("Esc cancels both answers, and what they have so far stays.", "branches"),
    "compare.one-fails": Requirement(
        "An answer that fails, or that could not be asked for, leaves the other one, and says why.", "branches"
    ),
    "compare.kept-whole": Requirement(
        "Where keeping the second answer stops halfway, both are whole and listed, each a sibling of the other; the"
        " screen says so, and it can be kept again. A quit waits for it.",
        "branches",
    ),
    "compare.draft": Requirement(
        "Until the message is stored it is the draft in the message box, also where it was typed behind /compare.",
        "branches",
    ),
}
