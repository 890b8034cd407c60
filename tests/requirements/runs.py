"""Runs across processes, crashes and takeovers (app/engine)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "runs.survive-a-kill": Requirement(
        "A run whose process was killed in mid-reply is reclaimed and completes; nothing is lost or duplicated.", "runs"
    ),
    "runs.half-a-message-is-overwritten": Requirement(
        "After a takeover the unfinished deltas are deleted and the next attempt writes the same message.", "runs"
    ),
    "runs.leaving-hands-back": Requirement(
        "A process that exits normally hands its runs back, which does not count as a death.", "runs"
    ),
    "runs.fail-after-five-deaths": Requirement(
        "A run whose processes died five times fails and says so; its partial text is kept.", "runs"
    ),
    "runs.cancelling-of-a-dead-owner": Requirement(
        "A run that was being cancelled when its process died becomes cancelled.", "runs"
    ),
    "runs.never-sent-to-another-endpoint": Requirement(
        "An orphaned run whose profile no process has, or has at another base URL, fails after 5 s; its text is sent "
        "to no other endpoint, and no outputs of tools are.",
        "runs",
    ),
    "runs.on-their-profile": Requirement(
        "A run stores the profile that it began on: that of the model which it or its assistant names, else the one in "
        "use. Each of its model calls goes there, also after a takeover by a process that uses another one.",
        "profiles",
    ),
    "runs.retry-on-its-profile": Requirement(
        "A retry, in the terminal and in `--plain`, asks the model and the profile of the run that failed, unless the "
        "profile is gone, or the user has chosen another model, endpoint or assistant since.",
        "profiles",
    ),
    "runs.profiles-announced": Requirement(
        "A process says which profiles it has: a run of any of them is left to it, and no other process fails it.",
        "profiles",
    ),
    "runs.before-profiles": Requirement(
        "A database of an older version opens; its runs, which name no profile, go on at their base URL or fail.",
        "profiles",
    ),
    "runs.ask-adopts-nothing": Requirement("`ask` reclaims no run of another process.", "runs"),
    "runs.followed-across-processes": Requirement("A run of another process can be followed and cancelled.", "runs"),
    "runs.one-on-a-thread": Requirement(
        "Of two runs created on a thread at the same time, exactly one is accepted.", "Assistants API: state machine"
    ),
    "runs.followed-from-anywhere": Requirement(
        "A run can be followed from any event number, at any time and in any process; every follower sees the same "
        "events, without gaps or repeats, in the order the API defines.",
        "runs",
    ),
    "runs.chaos": Requirement(
        "Killing processes at random loses no message and no run, duplicates no reply and leaves no thread locked.",
        "runs",
    ),
    "runs.one-attempt-writes": Requirement(
        "Only one process claims a run, and an attempt that lost its run can write nothing more.", "runs"
    ),
    "runs.rivals": Requirement(
        "When cancel, submit, delete and close happen at the same time, one of them wins and nothing hangs.", "runs"
    ),
    "runs.stops-at-once": Requirement(
        "A cancel ends the run within seconds, at any point of the run and even if the model call does not stop.",
        "Assistants API: state machine",
    ),
    "runs.expire-unwatched": Requirement(
        "A run expires on time even if nothing follows it, streaming or not, with the fields the API defines.",
        "Assistants API: state machine",
    ),
    "runs.faults-fail": Requirement(
        "Whatever a model raises or omits, the run fails with a sentence that says so, and its thread is unlocked.",
        "runs",
    ),
    "runs.context-is-fitted": Requirement(
        "A conversation that is too long for the model is sent again without its middle; "
        "token budgets shorten the prompt.",
        "Assistants API: messages and steps",
    ),
    "runs.all-that-was-streamed": Requirement(
        "Text, refusals and tool calls are stored as they were streamed, however the reply ends.",
        "Assistants API: client libraries",
    ),
    "runs.full-disk": Requirement(
        "If the disk fills up during a run, followers get an error; once there is space the run is reclaimed.", "runs"
    ),
    "runs.deltas-go-late": Requirement(
        "Deltas are deleted only after their run has ended, whichever process ended it.", "runs"
    ),
    "runs.calls-that-nothing-can-answer": Requirement(
        "A call of a run that offers no functions, or one without a usable name, is dropped when text came; else the "
        "run fails naming it. The thread is never locked by it.",
        "runs",
    ),
    "runs.calls-go-back-as-they-came": Requirement(
        "What a model must get back with its calls comes back in each later model call of the run, and in no other.",
        "runs",
    ),
    "runs.text-behind-calls": Requirement(
        "What a model writes behind its calls is a message of its own, whatever ends the run or its process; the order "
        "of the events is one that the clients of the API accept.",
        "runs",
    ),
    "runs.floods": Requirement(
        "A flood from a model becomes few events and at most three times the disk of its text, in linear time and less "
        "than 100 MB of memory; a cancel ends it within 2 s.",
        "runs",
    ),
    "runs.bounds": Requirement(
        "A usage that is negative or beyond what JSON programs read is replaced by an estimate; of a sentence about a "
        "failure 4,000 characters are stored.",
        "runs",
    ),
    "runs.long-texts": Requirement(
        "A text of up to 64 MiB is kept whole, though it is never in memory twice: while it comes, at its end, after a "
        "kill, in lists, in the search and in the context of the next run.",
        "runs",
    ),
    "runs.old-floods": Requirement(
        "A data folder with a flood that an older version stored opens, lists, shows and takes its runs up with 100 MB "
        "at most; what is too long is shortened and says so.",
        "runs",
    ),
}
