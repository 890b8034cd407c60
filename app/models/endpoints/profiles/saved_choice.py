"""Consent for folders, and what versions before profiles saved: a pasted key and the endpoint chosen on screen.

`endpoint.json` holds the answers about the `.env` of folders. Earlier versions also had the chosen endpoint in it, and
the key in `key.json`; both are taken over into profiles. A file that cannot be read counts as absent: the user is
asked again, and nothing is sent anywhere.
"""

from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.api.endpoints import EndpointKind
from app.api.errors import ConfigError
from app.settings.os_errors import describe_os_error
from app.settings.private_file import write_private

Content = TypeVar("Content", bound=Struct)


class PastedKey(Struct, frozen=True, kw_only=True):
    """A key and the only address it is for."""

    base_url: str
    api_key: str

    def __repr__(self) -> str:
        """Without the key."""
        return f"PastedKey({self.base_url!r})"


class StoredEndpoint(Struct, frozen=True, kw_only=True):
    """A chosen endpoint as earlier versions stored it."""

    name: str
    base_url: str
    kind: EndpointKind


class StoredChoice(Struct, frozen=True, kw_only=True):
    """The content of `endpoint.json`. `folders`: a folder → the base URL of its `.env`, and whether it is allowed."""

    endpoint: StoredEndpoint | None = None
    folders: dict[str, tuple[str, bool]] = {}


class SavedChoice:
    """Reads and writes the two files. Its methods block for a moment: the files are small."""

    def __init__(self, folder: Path) -> None:
        self._key_file = folder / "key.json"
        self._choice_file = folder / "endpoint.json"

    def earlier_key(self) -> PastedKey | None:
        """Return the key that an earlier version saved, if there is one."""
        return read(self._key_file, PastedKey)

    def earlier_endpoint(self) -> StoredEndpoint | None:
        """Return the endpoint that an earlier version saved, if there is one."""
        return self._stored().endpoint

    def drop_earlier(self) -> None:
        """Delete what was taken over. Raises `ConfigError`."""
        stored = self._stored()
        if stored.endpoint is not None:
            write(self._choice_file, replace(stored, endpoint=None))
        try:
            self._key_file.unlink(missing_ok=True)
        except OSError as error:
            raise ConfigError(f"{self._key_file} cannot be deleted: {describe_os_error(error)}.") from error

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
    write_bytes(path, msgspec.json.encode(content))


def write_bytes(path: Path, content: bytes) -> None:
    """Replace the file, or what a link points to. Raises `ConfigError`."""
    try:
        write_private(path.resolve(), content)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {describe_os_error(error)}.") from error
