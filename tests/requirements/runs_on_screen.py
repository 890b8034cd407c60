"""Runs as the user sees them, and what is known of each (app/tui/screens/runs, app/api/run_facts.py)."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "runs-seen.usage-of-each-call": Requirement(
        "`run_facts` says for each model call of a run who answered, the tokens that the endpoint reports and how long "
        "the answer took; runs of an older version, and endpoints that report nothing, have neither.",
        "runs on screen",
    ),
    "runs-seen.threads-by-status": Requirement(
        "The list of threads can be asked for those whose active run has a status, page by page; over HTTP as well. "
        "Together with a search this is refused.",
        "runs on screen",
    ),
    "runs-seen.listed": Requirement(
        "Ctrl+T lists every run of the conversation, failed ones too, the newest first: status, time, the model that "
        "answered, how long it took, tokens, rate and why it failed. A search finds them, also on pages that were not "
        "read yet; the list changes with the runs, also with those of other programs.",
        "runs on screen",
    ),
    "runs-seen.one-duration": Requirement(
        "How long a run took, from the moment at which it was asked for to its end, is the same below the reply, in the"
        " list of runs, on its page and in `runs`.",
        "runs on screen",
    ),
    "runs-seen.page": Requirement(
        "Enter in the list opens the page of a run: model asked and answered, times, time to the first text, tokens, "
        "rate, cost where it is known, attempts, metadata, and its steps with messages, reasoning, calls, arguments "
        "and outputs. It changes live; long texts are folded.",
        "runs on screen",
    ),
    "runs-seen.retried": Requirement(
        "A run that is over is run again from the list with the same inputs: messages, model, instructions, tools and "
        "limits. In its conversation if it is the newest and left no reply, else in a fork, which is opened.",
        "runs on screen",
    ),
    "runs-seen.continued": Requirement(
        "A reply that was cut off is continued from the list, as a message of its own; an older one in a fork.",
        "runs on screen",
    ),
    "runs-seen.cancelled": Requirement("A run is cancelled from the list of runs.", "runs on screen"),
    "runs-seen.metadata": Requirement(
        "The metadata of a run is edited on screen. What a program writes meanwhile is kept, and what the API would "
        "refuse is said.",
        "runs on screen",
    ),
    "runs-seen.answered-by-hand": Requirement(
        "The function calls of a run are answered by hand: name and arguments of each, a line for each value, one "
        "field per output, all submitted in one request; the time that is left counts down. An empty output is asked "
        "about once, outputs that were not submitted are not dropped without a question, and it is said if the run "
        "waits no longer.",
        "runs on screen",
    ),
    "runs-seen.waiting": Requirement(
        "F8 lists all runs that wait for the user, over all conversations, with what each has called; Enter opens the "
        "conversation, and above it the calls to answer.",
        "runs on screen",
    ),
    "runs-seen.small-window": Requirement(
        "The list of runs, the page of one and the calls to answer can be used at 40 x 10 cells with the keyboard "
        "alone.",
        "runs on screen",
    ),
    "runs-seen.mouse": Requirement(
        "Every key that these dialogs show can be clicked as well, and so can the entries of their lists.",
        "runs on screen",
    ),
    "runs-seen.server": Requirement("All of it works on the runs of a server as well.", "runs on screen"),
    "runs-seen.any-text": Requirement(
        "Names, arguments, outputs, errors and metadata of runs may have markup, escapes and long lines: they are "
        "shown as text.",
        "runs on screen",
    ),
    "runs-seen.kept-in-the-history": Requirement(
        "What a run called and what was answered stays in the history as a folded line, at its place between the "
        "messages, also when the conversation is opened again; a click or Space opens it. `run_facts` has it.",
        "runs on screen",
    ),
}
