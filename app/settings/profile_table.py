"""One profile as the user keeps it in `profiles.toml`."""

from pathlib import Path

from msgspec import Struct


class ProfileTable(Struct, frozen=True, kw_only=True):
    """A table `[profiles.NAME]`. Empty fields are not set.

    `headers` go with every request, `extra_body` into the body of every model call; `ca_file` has the certificates
    that are trusted there besides the usual ones. `second_choice`: a model as `PROFILE::MODEL`.
    """

    name: str = ""
    base_url: str = ""
    model: str = ""
    headers: dict[str, str] = {}
    extra_body: dict[str, object] = {}
    ca_file: Path | None = None
    second_choice: str = ""

    def __repr__(self) -> str:
        """Without the headers and the body, which may hold secrets."""
        return f"ProfileTable({self.name!r}, {self.base_url!r})"
