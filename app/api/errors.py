"""The error tree. Each error carries what the layer above needs, and is translated once at each boundary.

Error                       a sentence for the user
├── RequestError            the API's own refusal: `status`, `type`, `param`, `code` of its error body
│   └── NotFound            404
├── Unavailable             the store cannot be read or written: disk, damage, newer version, server unreachable
├── ConfigError             a setting is wrong, or a settings file cannot be read or written
├── NoEndpoint              no model is available; the text says what to do
│   └── ConsentNeeded       the `.env` of this folder names an endpoint that the user has not allowed
├── WeightsError            the built-in model could not be fetched or started
└── SandboxError            the code interpreter could not be prepared or started
"""

NO_ENDPOINT = """No model is available. You can:
  1. set OPENAI_API_KEY, or OPENAI_BASE_URL for another OpenAI-compatible server;
  2. start a model server on this machine: Ollama, LM Studio, llama.cpp or vLLM;
  3. download the built-in model: assistant-chat model pull"""

NO_SUCH_FILE = "No such File object: {}"
"""The API's own words, which differ from those for other objects."""

NOT_READ_CODE = "stream_not_read"
"""The code of the error that ends a stream of which nothing was read for long. It can be followed again."""


class Error(Exception):
    """An error that a user can understand; `str()` is the sentence to show."""


class RequestError(Error):
    """A request that the API refuses, in the words of the API."""

    status = 400

    def __init__(
        self,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        type: str = "invalid_request_error",
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.code = code
        self.type = type
        if status is not None:
            self.status = status


class NotFound(RequestError):
    """There is no such object; the text is the API's. `param`: the parameter that names it, in a query."""

    status = 404

    def __init__(self, kind: str, object_id: str, param: str | None = None) -> None:
        message = f"No {kind} found with id '{object_id}'."
        if kind == "file":
            message = NO_SUCH_FILE.format(object_id)
        super().__init__(message, param=param)


class Unavailable(Error):
    """The store, or the server that has it, cannot be read or written now."""


class ConfigError(Error):
    """A setting is wrong, or a settings file cannot be read or written.

    The text names the flag, the variable, or the file with line and key.
    """


class NoEndpoint(Error):
    """No model is available: no key, no local server, no weights. The text says what to do."""

    def __init__(self, message: str = NO_ENDPOINT) -> None:
        super().__init__(message)


class ConsentNeeded(NoEndpoint):
    """The endpoint comes from the `.env` of this folder, and the user has not allowed sending anything there."""

    def __init__(self, base_url: str) -> None:
        super().__init__(
            f"The .env file in this folder sends messages to {base_url}, and you have not allowed that yet. Allow it"
            " once for this folder: start assistant-chat here and choose it. Or name another endpoint with --base-url"
            " or OPENAI_BASE_URL."
        )


class WeightsError(Error):
    """The built-in model could not be downloaded or started."""


class SandboxError(Error):
    """The code interpreter could not be prepared or started."""
