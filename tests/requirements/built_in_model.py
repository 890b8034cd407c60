"""The model that the program downloads and runs itself (app/models/builtin)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "ask.built-in-models": Requirement(
        "`model list` shows size and licence; `model pull` shows its progress and leaves nothing half-installed.",
        "the built-in model",
    ),
    "models.weights-are-checked": Requirement(
        "Weights are installed only with the right size and hash; nothing is half-installed.", "the built-in model"
    ),
    "models.weights-go-on": Requirement(
        "An interrupted download resumes where it stopped, from either source.", "the built-in model"
    ),
    "models.built-in-answers": Requirement(
        "The built-in model is downloaded and asked for 2 + 2; the reply contains 4.", "the built-in model"
    ),
    "models.built-in-newest": Requirement(
        "Of several built-in models the one downloaded last is used.", "the built-in model"
    ),
    "models.built-in-process": Requirement(
        "The built-in model's process starts at the first message, restarts after it died, and ends with its parent.",
        "the built-in model",
    ),
}
