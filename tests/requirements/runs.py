"""Runs across processes, crashes and takeovers (app/engine)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "runs.survive-a-kill": Requirement(
        "A run whose process was killed in mid-reply is taken up and completes; nothing is lost or doubled.", "runs"
    ),
    "runs.half-a-message-is-overwritten": Requirement(
        "After a take-over the unfinished deltas are gone and the next attempt writes the same message.", "runs"
    ),
    "runs.leaving-hands-back": Requirement(
        "A process that leaves in order hands its runs back without counting an attempt.", "runs"
    ),
    "runs.fail-after-five-deaths": Requirement(
        "A run whose processes died five times fails and says so; its partial text is kept.", "runs"
    ),
    "runs.cancelling-of-a-dead-owner": Requirement(
        "A run that was being cancelled when its process died is cancelled.", "runs"
    ),
    "runs.never-sent-to-another-endpoint": Requirement(
        "A dead process's run of an endpoint that nobody uses fails after 5 s; its text is sent nowhere else.", "runs"
    ),
    "runs.ask-adopts-nothing": Requirement("A short `ask` takes up no run of another process.", "runs"),
    "runs.followed-across-processes": Requirement("A run of another process can be followed and cancelled.", "runs"),
    "runs.one-on-a-thread": Requirement(
        "Of two runs created on a thread at the same instant exactly one wins.", "Assistants API: state machine"
    ),
    "runs.followed-from-anywhere": Requirement(
        "Followers from any number, begun at any moment, in any process, see the same events without gap or "
        "repeat, in the API's orders.",
        "design: runs",
    ),
    "runs.chaos": Requirement(
        "Processes killed at random lose no message and no run, double no reply and leave no thread locked.",
        "design: runs",
    ),
    "runs.rivals": Requirement(
        "Cancel, submit, delete and close at the same instant: one of them wins and nothing hangs.", "design: runs"
    ),
    "runs.stops-at-once": Requirement(
        "A cancel ends the run within seconds at whatever point it comes, also when the model does not let go.",
        "Assistants API: state machine",
    ),
    "runs.expire-unwatched": Requirement(
        "A run expires at its time with nobody watching, streaming or not, with the API's fields.",
        "Assistants API: state machine",
    ),
    "runs.faults-fail": Requirement(
        "Whatever a model raises or leaves out, the run ends failed with a sentence and its thread is free.", "bad days"
    ),
    "runs.context-is-fitted": Requirement(
        "A conversation that is too long loses its middle and is asked again; budgets cut the prompt.",
        "Assistants API: messages and steps",
    ),
    "runs.all-that-was-streamed": Requirement(
        "Text, refusals and calls are kept as they were streamed, however the reply ends.",
        "Assistants API: client libraries",
    ),
    "runs.full-disk": Requirement(
        "A disk that is full in mid-run is told to followers; once there is room the run is taken up again.", "bad days"
    ),
    "runs.deltas-go-late": Requirement(
        "Deltas are removed only when their run is over, whoever ended it.", "design: runs"
    ),
}
