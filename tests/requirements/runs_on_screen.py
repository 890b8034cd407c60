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
}
