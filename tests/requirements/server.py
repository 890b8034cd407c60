"""The HTTP server (app/server)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "server.valid-is-accepted": Requirement(
        "Every body that the request types allow is accepted.", "Assistants API: fields"
    ),
    "server.broken-is-refused": Requirement(
        "A body that breaks a type, limit, enum or unknown field is a 400 that names its param and code.",
        "Assistants API: errors",
    ),
    "server.never-5xx": Requirement(
        "Whatever comes, the answer is below 500 and a refusal is in the API's envelope.", "Assistants API: errors"
    ),
    "server.key": Requirement(
        "With a key set, a request without it is a 401 invalid_api_key, compared in constant time.", "serving"
    ),
    "server.no-web-pages": Requirement(
        "On loopback without a key, a foreign Host or any Origin header is refused.", "serving"
    ),
    "server.beta-header": Requirement(
        "A missing beta header is accepted, assistants=v1 is refused.", "Assistants API: transport"
    ),
    "server.headers": Requirement(
        "Every answer carries x-request-id and the API's own headers.", "Assistants API: transport"
    ),
    "server.hostile-bodies": Requirement(
        "Bytes that are not JSON, not UTF-8, nested too deeply or hold NUL characters are a 400.",
        "Assistants API: errors",
    ),
    "server.body-limit": Requirement(
        "A body over 32 MiB is a 413, with or without a length.", "Assistants API: errors"
    ),
    "server.empty-bodies": Requirement(
        "An empty body and a missing content type are accepted where every field may be absent.",
        "Assistants API: transport",
    ),
    "server.empty-model": Requirement("An empty model counts as absent.", "Assistants API: fields"),
    "server.limits": Requirement(
        "Limits of bodies and queries are refused with the API's words and codes.", "Assistants API: fields"
    ),
    "server.not-found": Requirement("An unknown id is a 404 in the API's words.", "Assistants API: state machine"),
    "server.stream-form": Requirement(
        "A stream is named events with the object as data, and ends with done.", "Assistants API: SSE"
    ),
    "server.stream-refusal": Requirement("A refused stream is a plain JSON 400.", "Assistants API: state machine"),
    "server.submit-stream": Requirement(
        "The stream of submitted outputs tells what follows them and nothing before.", "Assistants API: SSE"
    ),
    "server.follow": Requirement(
        "The events of a run can be followed from any number to its end, without a gap or a repeat.",
        "additions to the Assistants API",
    ),
    "server.keep-alive": Requirement("A quiet stream sends comments.", "Assistants API: SSE"),
    "server.leaving": Requirement(
        "A client that leaves or reads nothing stops no run and holds up nobody.", "the walk of one message"
    ),
    "server.one-winner": Requirement(
        "Of several runs created on a thread at the same instant exactly one is made.", "Assistants API: state machine"
    ),
    "server.slow-requests": Requirement(
        "A request that does not arrive whole is not waited for beyond its time.", "Assistants API: transport"
    ),
    "server.not-http": Requirement(
        "Bytes that are no HTTP are a 400 in the envelope; requests sent ahead are answered in their order.",
        "Assistants API: transport",
    ),
    "server.at-once": Requirement(
        "Outputs submitted twice, cancelled or deleted under way: one wins, the others are refused, nothing hangs.",
        "Assistants API: state machine",
    ),
    "server.fields": Requirement(
        "Every object answers every field of the API, whatever its status.", "Assistants API: fields"
    ),
    "server.mapped-models": Requirement(
        "A model name that the endpoint lacks is mapped by [models] for served runs, and the run keeps its name.",
        "who answers",
    ),
    "server.take-over": Requirement(
        "An API stream breaks where a take-over would tell a message twice, and only there.", "runs"
    ),
    "server.faults-of-ours": Requirement(
        "A fault of the server is a server_error in the envelope, with nothing of its inside.", "Assistants API: errors"
    ),
    "serve.needs-a-key": Requirement("Beyond loopback serve refuses to start without a key.", "serving"),
    "serve.run-lives": Requirement(
        "A run of `serve` lives ten minutes, one of `ask` or the terminal a day; ASSISTANT_CHAT_RUN_TTL says "
        "otherwise.",
        "Assistants API: state machine",
    ),
    "serve.address": Requirement("An address that cannot be had is named before any data is opened.", "serving"),
    "serve.stops-in-order": Requirement("SIGTERM and SIGINT end streams at once, hand runs back and exit 0.", "runs"),
}
