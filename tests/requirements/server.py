"""The HTTP server (app/server)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "server.valid-is-accepted": Requirement(
        "Every body that the request types allow is accepted.", "Assistants API: fields"
    ),
    "server.broken-is-refused": Requirement(
        "A body with a wrong type, limit, enum value or unknown field gets a 400 that names its param and code.",
        "Assistants API: errors",
    ),
    "server.never-5xx": Requirement(
        "Whatever is sent, the status is below 500 and a refusal has the API's error envelope.",
        "Assistants API: errors",
    ),
    "server.key": Requirement(
        "With a key set, a request without it gets a 401 invalid_api_key; keys are compared in constant time.",
        "the server",
    ),
    "server.no-web-pages": Requirement(
        "On loopback without a key, a request with a foreign Host or any Origin header is refused.", "the server"
    ),
    "server.beta-header": Requirement(
        "A missing beta header is accepted; assistants=v1 is refused.", "Assistants API: transport"
    ),
    "server.headers": Requirement(
        "Every response carries x-request-id and the API's own headers.", "Assistants API: transport"
    ),
    "server.hostile-bodies": Requirement(
        "Bodies that are not JSON, not UTF-8, nested too deeply or contain NUL characters get a 400.",
        "Assistants API: errors",
    ),
    "server.body-limit": Requirement(
        "A body over 32 MiB gets a 413, with or without a Content-Length.", "Assistants API: errors"
    ),
    "server.empty-bodies": Requirement(
        "An empty body and a missing content type are accepted where every field is optional.",
        "Assistants API: transport",
    ),
    "server.empty-model": Requirement("An empty model name counts as absent.", "Assistants API: fields"),
    "server.limits": Requirement(
        "Values beyond a limit in a body or query are refused with the API's messages and codes.",
        "Assistants API: fields",
    ),
    "server.not-found": Requirement(
        "An unknown id gets a 404 with the API's message.", "Assistants API: state machine"
    ),
    "server.stream-form": Requirement(
        "A stream consists of named events with the object as data, and ends with done.", "Assistants API: SSE"
    ),
    "server.stream-refusal": Requirement(
        "A stream request that is refused gets a plain JSON 400.", "Assistants API: state machine"
    ),
    "server.submit-stream": Requirement(
        "A stream that starts with submitted tool outputs contains the events after them and none from before.",
        "Assistants API: SSE",
    ),
    "server.follow": Requirement(
        "The events of a run can be followed from any number to its end, without gaps or repeats.",
        "additions to the Assistants API",
    ),
    "server.keep-alive": Requirement("A stream without events sends comments at intervals.", "Assistants API: SSE"),
    "server.leaving": Requirement(
        "A client that disconnects or stops reading neither stops a run nor delays other clients.", "the server"
    ),
    "server.one-winner": Requirement(
        "Of several runs created on a thread at the same time, exactly one is accepted.",
        "Assistants API: state machine",
    ),
    "server.slow-requests": Requirement(
        "The server closes a connection whose request is not complete in time.", "Assistants API: transport"
    ),
    "server.not-http": Requirement(
        "Bytes that are not HTTP get a 400 in the error envelope; pipelined requests are answered in order.",
        "Assistants API: transport",
    ),
    "server.at-once": Requirement(
        "When tool outputs are submitted twice, or the run is cancelled or deleted meanwhile, one request wins, the "
        "others are refused and nothing hangs.",
        "Assistants API: state machine",
    ),
    "server.fields": Requirement(
        "Every object has every field of the API, whatever its status.", "Assistants API: fields"
    ),
    "server.mapped-models": Requirement(
        "For served runs [models] maps a model name that the endpoint lacks, and the run keeps the name requested.",
        "endpoints",
    ),
    "server.take-over": Requirement(
        "An API stream is cut where a takeover would send a message twice, and only there.", "runs"
    ),
    "server.faults-of-ours": Requirement(
        "An internal error of the server is returned as server_error in the error envelope and reveals no internals.",
        "Assistants API: errors",
    ),
    "serve.needs-a-key": Requirement("`serve` refuses to listen beyond loopback without a key.", "the server"),
    "serve.run-lives": Requirement(
        "A run of `serve` expires after ten minutes, one of `ask` or the terminal after a day; "
        "ASSISTANT_CHAT_RUN_TTL overrides both.",
        "Assistants API: state machine",
    ),
    "serve.address": Requirement("An address that cannot be used is reported before any data is opened.", "the server"),
    "serve.stops-in-order": Requirement(
        "SIGTERM and SIGINT end streams at once, hand runs back and exit with 0.", "runs"
    ),
}
