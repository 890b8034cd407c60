"""Which model calls are in the sums of tokens and cost besides those of runs, and what cached input costs."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "usage.cached-input": Requirement(
        "Input that the endpoint says it had in its cache has the price of the list for it, in the cost of a run and "
        "in sums, which say how much it was.",
        "usage and cost",
    ),
}
