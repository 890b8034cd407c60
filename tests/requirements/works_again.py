"""Programs of others that run against the server again (tests/works_again), and what they rely on (app/server)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "works-again.table": Requirement(
        "README lists the clients and frameworks that ran unmodified, as recorded when they ran.",
        "works again with",
    ),
    "works-again.honest": Requirement(
        "A program counts only if it ended well, said what it did and made a run; one that cannot be installed is said "
        "to be not installed.",
        "works again with",
    ),
}
