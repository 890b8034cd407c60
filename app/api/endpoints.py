"""The protocol `Endpoints`: the model endpoint in use, the candidates found, and the built-in weights."""

from collections.abc import AsyncGenerator, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from app.api.objects import Model  # the settings import this module for `Origin` alone

EndpointKind = Literal["hosted", "local", "built-in", "script"]


class Origin(Enum):
    """Where a setting, a key or an endpoint came from. The values are stored in `endpoint.json`.

    Decisions compare members; `settings.origins.words_of` has the words for people.
    """

    DEFAULT = "default"
    FLAG = "flag"
    ENVIRONMENT = "environment"
    DOTENV = "dotenv"
    CONFIG_FILE = "config_file"
    PASTED = "pasted"
    """A key pasted on screen, and the endpoint it belongs to."""
    CHOSEN = "chosen"
    """Chosen on screen, and nothing else is known about it."""
    FOUND = "found"
    """A model server that answered on this machine."""
    BUILT_IN = "built_in"
    SCRIPT = "script"


class Endpoint(Struct, frozen=True, kw_only=True):
    """A server that answers chat completions.

    `name` is for the screen (`OpenAI`, `Ollama`, `built-in`, else the host). `base_url` identifies the endpoint: a
    run continues only at the endpoint where it began. `setting`: the setting that named it, such as `base_url`.
    `needs_consent`: named by the `.env` of this folder, which may be a stranger's; nothing is sent there until the
    user has chosen it once.
    """

    name: str
    base_url: str
    kind: EndpointKind
    origin: Origin = Origin.CHOSEN
    setting: str = ""
    needs_consent: bool = False


class Weights(Struct, frozen=True, kw_only=True):
    """A built-in model. `size`: bytes. `note`: how good it is, in a few words."""

    name: str
    size: int
    licence: str
    note: str
    installed: bool
    default: bool = False


class FetchProgress(Struct, frozen=True, kw_only=True):
    """The progress of a download, in bytes; `phase` only moves forward."""

    phase: Literal["downloading", "checking", "done"]
    done: int
    total: int


class Endpoints(Protocol):
    """The model endpoint in use, and how to choose one."""

    async def current(self) -> Endpoint | None:
        """The endpoint in use, found by the order of the settings at the first call; `None` when there is none."""
        ...

    async def candidates(self) -> Sequence[Endpoint]:
        """Endpoints that were set, chosen before or found on this machine, and can be chosen now; best first."""
        ...

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Use this candidate from now on, and after a restart too."""
        ...

    async def use_key(self, key: str, /) -> Endpoint:
        """Use the hosted endpoint with this key; the key is stored in its own file, mode 0600."""
        ...

    async def models(self) -> "Sequence[Model]":
        """The models that the endpoint in use lists, in its order; empty when it has no list. Raises `NoEndpoint`.

        One order is promised: a server of assistant-chat lists its default first, the model that
        `resolve_model("")` names there. A client finds the default so, in one request.
        """
        ...

    async def resolve_model(self, model: str, /) -> str:
        """The model that a run uses which asks for `model` (empty: it names none). Raises `NoEndpoint`."""
        ...

    async def prepare(self) -> None:
        """Do in a thread what the first call would wait for, such as imports. Call it at the first key typed."""
        ...

    def weights(self) -> Sequence[Weights]:
        """The built-in models, the default first; empty if the runtime is not installed."""
        ...

    def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        """Download a built-in model, resuming an earlier try. Raises `WeightsError`."""
        ...
