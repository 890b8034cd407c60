"""What is said of a run once it is over."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "runs.news-at-the-end": Requirement(
        "What a run taught of the endpoint, and that a second choice answered it, is said when the run ends, without"
        " another key.",
        "the terminal",
    ),
    "runs.waits-are-said": Requirement(
        "Where a server is asked again only after the wait that it wants, that is said while the run waits: why, and"
        " for how long. A wait of less than 2 s is not.",
        "the terminal",
    ),
}
