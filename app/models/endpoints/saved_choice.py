"""What the user chose on screen, saved in the config folder: a pasted key, the endpoint, consent for folders.

`key.json` holds the key alone, `endpoint.json` the rest. A file that cannot be read counts as absent: the user is
asked again, and nothing is sent anywhere.
"""

from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.api.endpoints import Endpoint, EndpointKind, Origin
from app.api.errors import ConfigError
from app.models.endpoints.addresses import profile_name_of
from app.settings.os_errors import describe_os_error
from app.settings.private_file import write_private

Content = TypeVar("Content", bound=Struct)

EARLIER_WORDS = {
    "--base-url": (Origin.FLAG, "base_url"),
    "--api-key": (Origin.FLAG, "api_key"),
    "OPENAI_BASE_URL": (Origin.ENVIRONMENT, "base_url"),
    "OPENAI_API_KEY": (Origin.ENVIRONMENT, "api_key"),
    ".env": (Origin.DOTENV, "base_url"),
    "config.toml": (Origin.CONFIG_FILE, "base_url"),
    "key.json": (Origin.PASTED, "base_url"),
    "chosen earlier": (Origin.CHOSEN, "base_url"),
    "found on this machine": (Origin.FOUND, "base_url"),
    "downloaded": (Origin.BUILT_IN, "base_url"),
    "default": (Origin.DEFAULT, "base_url"),
    "a script": (Origin.SCRIPT, "base_url"),
}
"""What earlier versions wrote as `source` → the origin, and the setting that named the endpoint.

It describes files that exist, so a new word on the screen does not change it.
"""


class PastedKey(Struct, frozen=True, kw_only=True):
    """A key and the only address it is for."""

    base_url: str
    api_key: str

    def __repr__(self) -> str:
        """Without the key."""
        return f"PastedKey({self.base_url!r})"


class StoredEndpoint(Struct, frozen=True, kw_only=True):
    """A chosen endpoint as the file has it. Earlier versions wrote words for the screen, `source`, for `origin`."""

    name: str
    base_url: str
    kind: EndpointKind
    origin: Origin | None = None
    setting: str = ""
    source: str = ""


class StoredChoice(Struct, frozen=True, kw_only=True):
    """The content of `endpoint.json`. `folders`: a folder → the base URL of its `.env`, and whether it is allowed."""

    endpoint: StoredEndpoint | None = None
    folders: dict[str, tuple[str, bool]] = {}


class SavedChoice:
    """Reads and writes the two files. Its methods block for a moment: the files are small."""

    def __init__(self, folder: Path) -> None:
        self._key_file = folder / "key.json"
        self._choice_file = folder / "endpoint.json"

    def read_key(self) -> PastedKey | None:
        """Return the pasted key, if there is one."""
        return read(self._key_file, PastedKey)

    def read_endpoint(self) -> Endpoint | None:
        """Return the chosen endpoint, if there is one."""
        stored = self._stored().endpoint
        if stored is None:
            return None
        origin, setting = stored.origin, stored.setting
        if origin is None:
            origin, setting = EARLIER_WORDS.get(stored.source, (Origin.CHOSEN, ""))
        return Endpoint(
            name=stored.name,
            base_url=stored.base_url,
            kind=stored.kind,
            origin=origin,
            setting=setting,
            profile=profile_name_of(stored.name),
        )

    def save_key(self, key: PastedKey) -> None:
        """Save a pasted key in place of an earlier one. Raises `ConfigError`."""
        write(self._key_file, key)

    def save_endpoint(self, endpoint: Endpoint) -> None:
        """Save the endpoint in place of an earlier one. Raises `ConfigError`."""
        stored = StoredEndpoint(
            name=endpoint.name,
            base_url=endpoint.base_url,
            kind=endpoint.kind,
            origin=endpoint.origin,
            setting=endpoint.setting,
        )
        write(self._choice_file, replace(self._stored(), endpoint=stored))

    def save_consent(self, folder: Path, base_url: str, allowed: bool) -> None:
        """Save the answer about this folder's `.env`; another address in it asks again. Raises `ConfigError`."""
        stored = self._stored()
        write(self._choice_file, replace(stored, folders={**stored.folders, str(folder): (base_url, allowed)}))

    def consent(self, folder: Path, base_url: str) -> bool | None:
        """Return the user's answer about this folder's endpoint; `None` when not asked yet."""
        address, allowed = self._stored().folders.get(str(folder), ("", False))
        return allowed if address == base_url else None

    def _stored(self) -> StoredChoice:
        return read(self._choice_file, StoredChoice) or StoredChoice()


def read(path: Path, kind: type[Content]) -> Content | None:
    """Read a file as a struct; `None` if it cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return None


def write(path: Path, content: Struct) -> None:
    """Replace the file. Raises `ConfigError`."""
    try:
        write_private(path, msgspec.json.encode(content))
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {describe_os_error(error)}.") from error
