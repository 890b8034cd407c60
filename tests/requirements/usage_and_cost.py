"""What runs used and cost: in figures, sums and a chart (app/models/calls/call_prices.py, app/tui/screens/usage)."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "usage.cost-of-a-run": Requirement(
        "`run_facts` says what a run cost where it is asked to: each call at the list price of its model at its "
        "endpoint. A model that runs on this machine costs nothing. Without reported tokens, without a list price, and "
        "without the extra `prices` the cost is not known, which is never 0, and it is said why.",
        "usage and cost",
    ),
    "usage.sums": Requirement(
        "`usage` says what the calls of a thread, or of each of many days over all threads, used and cost, by the "
        "model that answered; what has no known cost is apart. A sum of short prompts has no price of long ones. An "
        "older server says that it has no sums.",
        "usage and cost",
    ),
    "usage.runs-on-screen": Requirement(
        "The list of runs has what each run cost that is over, and below it tokens and cost of all runs of the "
        "conversation, also of those that are not listed yet; the page of a run has its cost, or why it is not known.",
        "usage and cost",
    ),
    "usage.screen": Requirement(
        "`/usage` shows tokens and cost of the open conversation and of this month, by model, with a chart of the "
        "days; ← and → change the month. It can be used from 40 x 10 to 200 x 60 cells, with keyboard and mouse.",
        "usage and cost",
    ),
    "usage.command": Requirement(
        "`assistant-chat usage` prints the calls, tokens and cost of a month by day and model with their sum, or those "
        "of a thread, in columns or as JSON; days are those of this machine's time zone. Of a sum with an unknown part "
        "it says so, and why. `runs` and `runs show` print what each run cost.",
        "usage and cost",
    ),
}
