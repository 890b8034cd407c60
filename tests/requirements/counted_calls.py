"""Which model calls are in the sums of tokens and cost besides those of runs, and what cached input costs."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "usage.cached-input": Requirement(
        "Input that the endpoint says it had in its cache has the price of the list for it, in the cost of a run and "
        "in sums, which say how much it was.",
        "usage and cost",
    ),
    "usage.titles-and-summaries": Requirement(
        "Calls that made the title or a summary of a conversation are in its sums and in those of the day, said to be "
        "that; they are no runs, and are not in the sum of its runs. They go when the conversation is deleted.",
        "usage and cost",
    ),
}
