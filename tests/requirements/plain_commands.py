"""What `--plain` has of the commands of the terminal (app/headless/plain)."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "plain.labels": Requirement(
        "In `--plain`, /pin, /archive and /tag say what the terminal's commands of these names do, /archived lists; "
        "pinned conversations are listed first.",
        "--plain",
    ),
    "plain.usage": Requirement(
        "In `--plain`, /usage says the tokens and the cost of the conversation and of the month, by model.",
        "--plain",
    ),
    "plain.branches": Requirement(
        "In `--plain`, /edit puts another text in place of the last message and asks again, /fork goes on in a copy, "
        "/compact in a new conversation with a summary; what was there before is kept.",
        "--plain",
    ),
}
