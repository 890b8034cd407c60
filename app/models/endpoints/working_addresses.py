"""Where a server answers whose base URL is not quite right: usually `/v1` is missing.

The base URL remains the name of the endpoint, to which its runs and its key belong. Another address is always on the
same host.
"""

from collections.abc import Sequence

from app.models.dialect_memory import DialectMemory
from app.models.endpoints.addresses import base_url_of, has_no_path, is_same_server, other_addresses

ADDRESS = "address"


class WorkingAddresses:
    """The addresses of base URLs, kept in the memory of dialects."""

    def __init__(self, memory: DialectMemory, typed: str | None) -> None:
        """`typed`: the base URL as the user set it."""
        self._memory = memory
        self._typed = typed or ""
        self._proved: set[str] = set()

    def current(self, base_url: str) -> str:
        """Return the address to ask: the one that was found, else the base URL itself."""
        for learnt in self._memory.of(base_url, ""):
            # Checked, because the file may be changed by others, and the key goes where it says.
            if learnt.adaptation == ADDRESS and is_same_server(learnt.value, base_url):
                return learnt.value
        return base_url

    def others(self, base_url: str) -> Sequence[str]:
        """Return where else to look when the current address does not answer like an API; nowhere if it once did."""
        current = self.current(base_url)
        if current in self._proved:
            return ()
        addresses = [base_url, *other_addresses(base_url)]
        if self._has_no_path(base_url):
            addresses.append(self._typed.strip().rstrip("/"))
        return [address for address in addresses if address != current]

    async def found(self, base_url: str, address: str, reason: str) -> None:
        """Keep the address that works. `reason`: what the one before answered."""
        self._proved.add(address)
        if address == base_url and self._has_no_path(base_url) and not self._memory.of(base_url, ""):
            await self._memory.learn(base_url, "", ADDRESS, address, "The base URL has no path.")
            self._memory.notice(f"The base URL has no path: {address} is used.")
        if address == self.current(base_url):
            return
        if address == base_url:
            await self._memory.forget(base_url, "", {ADDRESS})
            return
        await self._memory.learn(base_url, "", ADDRESS, address, reason)
        self._memory.notice(f"{base_url} is not the address of an API; {address} answers and is used.")

    def _has_no_path(self, base_url: str) -> bool:
        """Whether the user set this base URL without a path, so that `/v1` was added."""
        return has_no_path(self._typed) and base_url_of(self._typed) == base_url
