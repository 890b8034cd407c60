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
    "works-again.h2c": Requirement(
        "An offer of HTTP/2 with a request, as Java makes it, changes nothing: the body is read and nothing is logged.",
        "old programs: guards",
    ),
    "works-again.expect": Requirement(
        "A client that waits for 100 Continue gets it, and one whose body is too large is refused before it sends it.",
        "old programs: guards",
    ),
    "works-again.failed-streams": Requirement(
        "A stream whose run fails ends with thread.run.failed and done, whatever came before.",
        "old programs: guards",
    ),
    "works-again.frameworks": Requirement(
        "What openai-python 1.26, LangChain, LlamaIndex, AutoGen and Semantic Kernel send is answered as they need it.",
        "old programs: guards",
    ),
}
