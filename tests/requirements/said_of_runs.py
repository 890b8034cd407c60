"""What is said of a run once it is over."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "runs.news-at-the-end": Requirement(
        "What a run taught of the endpoint, and that a second choice answered it, is said when the run ends, without"
        " another key.",
        "the terminal",
    ),
}
