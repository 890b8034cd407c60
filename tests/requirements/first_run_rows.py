"""What stays in sight on the first-run screen in a low window."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "first-run.chosen-in-sight": Requirement(
        "The choice under the cursor stays in sight when the window becomes lower.",
        "the terminal",
    ),
}
