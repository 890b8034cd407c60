"""The operations that this server has beside those of the description, for generated requests."""

from tests.conformance.description.definition import Node, Operation, Parameter

TEXT = Node(type="string")
NUMBER = Node(type="integer")
TEXTS = Node(type="array", items=TEXT)
NOTHING = Node(type="object")


def _own(name: str, method: str, path: str, query: tuple[str, ...] = (), body: Node | None = None) -> Operation:
    names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    parameters = [Parameter(name=one, place="path", schema=TEXT) for one in names]
    parameters += [Parameter(name=one, place="query", schema=TEXT) for one in query]
    return Operation(
        id=name, method=method, path=path, part="own", parameters=parameters, body=body, answer=NOTHING, statuses=[200]
    )


FORK = Node(
    type="object",
    properties={
        "message_id": TEXT,
        "replaces": TEXT,
        "metadata": Node(ref="Metadata"),
        "run": Node(ref="CreateRunRequest"),
    },
)
CHAT = Node(
    type="object",
    properties={
        "model": TEXT,
        "messages": Node(
            type="array", items=Node(type="object", properties={"role": TEXT, "content": TEXT}, required=["role"])
        ),
        "stream": Node(type="boolean"),
    },
    required=["model", "messages"],
)
THREAD_QUERY = (
    "q",
    "limit",
    "order",
    "after",
    "before",
    "pinned",
    "archived",
    "tag",
    "thread_id",
    "run_status",
    "siblings_of",
    "id_begins",
    "counts_in",
)
OWN_OPERATIONS = (
    _own("listThreads", "GET", "/threads", THREAD_QUERY),
    _own("followRun", "GET", "/threads/{thread_id}/runs/{run_id}/events", ("after",)),
    _own("runFacts", "GET", "/threads/{thread_id}/run_facts", ("run_ids", "run_ids[]", "priced")),
    _own("forkThread", "POST", "/threads/{thread_id}/fork", (), FORK),
    _own("usage", "GET", "/usage", ("days", "thread_id")),
    _own("listModels", "GET", "/models"),
    _own("getModel", "GET", "/models/{model}"),
    _own("completeChat", "POST", "/chat/completions", (), CHAT),
)
