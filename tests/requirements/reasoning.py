"""Reasoning, and what is known of a run besides the API's objects."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "reasoning.events": Requirement(
        "A follower of a run gets the reasoning of each model call while it comes, with its seconds, and whole when it "
        "is over.",
        "reasoning",
    ),
    "reasoning.facts": Requirement(
        "`run_facts` says for each run of a page who answered and where, the reasoning of each model call with its "
        "seconds, the time to the first text and the attempts; over HTTP as well.",
        "reasoning",
    ),
    "reasoning.bad-queries": Requirement(
        "A query for facts that is wrong is refused in the API's words; runs that are not in the thread are left out.",
        "reasoning",
    ),
    "reasoning.older-server": Requirement(
        "A server that knows no facts of runs is used without them; an event that is unknown is left out.", "reasoning"
    ),
    "reasoning.never-in-the-api": Requirement(
        "No object and no stream of OpenAI's API carries reasoning, and no later request to a model.", "reasoning"
    ),
    "reasoning.after-a-takeover": Requirement(
        "After a takeover the unfinished reasoning is replaced by that of the next attempt, and kept without one.",
        "reasoning",
    ),
    "reasoning.bound": Requirement(
        "Of the reasoning of a model call about a million characters are kept, and it says that there was more.",
        "reasoning",
    ),
    "reasoning.goes-with-the-thread": Requirement("Deleting a thread deletes what is known of its runs.", "reasoning"),
}
