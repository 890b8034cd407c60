"""What is promised of a model's context: its window, how full it is, what was left out, going on from a summary."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "context.window": Requirement(
        "How many tokens a model takes is read from its endpoint's list of models, else from a table of hosted models; "
        "what a refusal tells comes first, and is kept for that model and endpoint. Nothing is guessed.",
        "context",
    ),
    "context.facts": Requirement(
        "The facts of a run tell of each model call the window of its model, and from which message on the thread was "
        "sent, also in a branch.",
        "context",
    ),
}
