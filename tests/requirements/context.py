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
    "context.meter": Requirement(
        "The last row of the terminal shows how full the context of the model was after the last call; what is not "
        "known of that is said to be unknown.",
        "context",
    ),
    "context.next-model": Requirement(
        "When another model is to answer than the one that answered last, the meter and the warning are about its "
        "window at once; the model that is asked goes by its own.",
        "context",
    ),
    "context.warning": Requirement(
        "From 80 % on the meter is a warning, and a sentence below the messages says what to do.",
        "context",
    ),
    "context.left-out": Requirement(
        "A mark in the history tells above which message the model saw nothing in the newest run, also after paging "
        "and reopening and for runs of other programs.",
        "context",
    ),
    "context.compact": Requirement(
        "/compact goes on in a new conversation that begins with a summary by the model; its metadata tells where it "
        "came from, the draft comes along, and the old one stays whole.",
        "context",
    ),
    "context.compact-fits": Requirement(
        "What is sent for a summary fits the window: a long conversation is summarized in parts, none of it left out.",
        "context",
    ),
    "context.compact-cancelled": Requirement(
        "Esc cancels a summary; then, and after an error, nothing has changed.",
        "context",
    ),
}
