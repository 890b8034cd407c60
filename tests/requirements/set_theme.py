"""The theme of config.toml beside the one that is chosen on screen."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "look.set-theme": Requirement(
        "The theme of config.toml is used at each start, as it is then, until the user chooses another on screen.",
        "the terminal",
    ),
}
