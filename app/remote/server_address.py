"""The server that is used: its address, its key, and how long to wait for it."""

from urllib.parse import urlsplit

from msgspec import Struct

from app.api.endpoints import Origin
from app.settings import Settings
from app.settings.origins import words_of
from app.settings.values import UNIX, is_loopback_url


class ServerTimeouts(Struct, frozen=True, kw_only=True):
    """How long to wait, in seconds.

    `connect`: for a connection. `response`: for the next byte of a response. `whole`: for a request and its whole
    response, however slowly it arrives. `stream`: for the next byte of an event
    stream, on which the server sends at least a comment every 15 seconds. `absence`: for a server that became
    unreachable while a run is followed.
    """

    connect: float = 10.0
    response: float = 60.0
    whole: float = 300.0
    stream: float = 45.0
    absence: float = 60.0


class ServerAddress(Struct, frozen=True, kw_only=True):
    """A server of assistant-chat. `url` ends with the API's path, or is `unix:` and the path of a socket.

    `origin` and `key_origin`: where both were set.
    """

    url: str
    origin: Origin
    key: str = ""
    key_origin: Origin = Origin.DEFAULT
    timeouts: ServerTimeouts = ServerTimeouts()

    @property
    def socket_path(self) -> str:
        """The path of the unix socket where the server listens; empty for an address with a host."""
        if self.url.startswith(UNIX):
            return self.url.removeprefix(UNIX)
        return ""

    @property
    def base_url(self) -> str:
        """The address of the API as HTTP has it."""
        if self.socket_path:
            return "http://localhost/v1"
        return self.url

    @property
    def name(self) -> str:
        """Host and port, or the socket, for the screen."""
        return urlsplit(self.url).netloc or self.url

    @property
    def on_this_machine(self) -> bool:
        """Whether it is reached without leaving this machine."""
        return is_loopback_url(self.url)

    @property
    def setting(self) -> str:
        """What to change to reach another server: `--server`, `ASSISTANT_CHAT_SERVER`, `config.toml`."""
        return words_of(self.origin, "server")

    @property
    def key_setting(self) -> str:
        """What to change to use another key."""
        return words_of(self.key_origin, "server_key")

    def __repr__(self) -> str:
        """Without the key."""
        return f"ServerAddress({self.url!r})"


def address_from(settings: Settings, timeouts: ServerTimeouts) -> ServerAddress:
    """Return the server that the settings name. A URL without a path gets the API's own, `/v1`."""
    url = settings.server or ""
    if not urlsplit(url).path:
        url = f"{url}/v1"
    return ServerAddress(
        url=url,
        origin=settings.origin("server"),
        key=settings.server_key or "",
        key_origin=settings.origin("server_key"),
        timeouts=timeouts,
    )
