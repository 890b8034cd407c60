"""What a killed or stopped process leaves, and child processes."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "children.no-keys": Requirement(
        "A child process gets an environment of its own, without the user's keys and tokens.", "child processes"
    ),
    "dead.next-ask-unlocks": Requirement(
        "The next `ask` or `--plain` on a thread cancels the run that a dead process left there, says so, and sends its"
        " message; what the run had written stays.",
        "dead processes",
    ),
    "dead.living-owner": Requirement(
        "A run that a living process drives, or will continue, is left alone; the refusal names `runs cancel`.",
        "dead processes",
    ),
    "dead.runs-cancel": Requirement(
        "`runs cancel THREAD_ID` cancels the active run of a thread, whichever process owns it, and says what it did.",
        "dead processes",
    ),
    "dead.stopped-owner": Requirement(
        "A cancelled run whose owner is stopped ends within 10 s, and the owner writes nothing when it wakes.",
        "dead processes",
    ),
    "dead.no-outputs": Requirement(
        "A run that waits for outputs whose submitter is dead or stopped is cancelled within 10 s, in process, through "
        "a server and by `runs cancel`; the next run of a process that is alone cancels it.",
        "dead processes",
    ),
    "leaving.two-seconds": Requirement(
        "SIGINT and SIGTERM end `ask`, `--plain`, `serve`, `model pull` and `runs cancel` within 2 s, also while a"
        " model server or a list is silent or drips.",
        "leaving",
    ),
    "leaving.at-start": Requirement(
        "A signal in any moment of the start ends the terminal app and every command without a trace: with 128 and the"
        " number of the signal, or as a command that was under way.",
        "leaving",
    ),
    "plain.interrupt": Requirement(
        "Ctrl+C cancels a reply of `--plain` and goes back to the prompt; at the prompt it ends the conversation, as"
        " SIGTERM does anywhere, with exit code 4.",
        "leaving",
    ),
}
