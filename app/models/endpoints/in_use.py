"""The endpoint in use, found once, and the others by the names of their profiles."""

import asyncio

from app.api.errors import ConsentNeeded, NoEndpoint
from app.models.dialect_memory import DialectMemory
from app.models.endpoints.choice import EndpointChoice
from app.models.endpoints.resolved import ResolvedEndpoint


class EndpointsInUse:
    """Finds endpoints for everything that asks one. `memory` is read before anything is asked."""

    def __init__(self, choice: EndpointChoice, memory: DialectMemory) -> None:
        self.current: ResolvedEndpoint | None = None
        self._choice = choice
        self._memory = memory
        self._finding = asyncio.Lock()
        self._told = ""
        """The problem with the files of the profiles that was told."""
        self._seen = choice.signatures
        """Of the files when the endpoint in use was read."""

    async def find(self, profile: str = "") -> ResolvedEndpoint | None:
        """Return the endpoint of a profile, or the one in use. As long as none is, each call looks for one again."""
        async with self._finding:
            await self._memory.load()
            if profile and not (self.current and self.current.endpoint.profile == profile):
                found = await asyncio.to_thread(self._choice.find, profile)
                self._tell_problem()
                return found
            if self.current is None:
                self._seen = self._choice.signatures
                self.current = await self._choice.find_first()
            elif (seen := self._choice.signatures) != self._seen:
                self._seen = seen
                await self._read_again(self.current)
            return self.current

    async def require(self, profile: str = "") -> ResolvedEndpoint:
        """Return the endpoint. Raises `NoEndpoint` when there is none, or the user has not allowed it yet."""
        resolved = await self.find(profile)
        if resolved is None and self._choice.problem:
            raise NoEndpoint(str(self._choice.problem))
        if resolved is None and profile:
            raise NoEndpoint(f"There is no profile “{profile}”. `assistant-chat models --all` lists them.")
        if resolved is None:
            raise NoEndpoint
        if resolved.endpoint.needs_consent:
            raise ConsentNeeded(resolved.endpoint.base_url)
        return resolved

    async def find_all(self) -> list[ResolvedEndpoint]:
        """Return all endpoints that can be used now, the one in use first."""
        current = await self.find()
        others = await self._choice.find_all()
        self._tell_problem()
        if current is None:
            return others
        return [current, *(one for one in others if one.endpoint.profile != current.endpoint.profile)]

    async def forget(self, profile: str) -> None:
        """Remove a profile with its key; if it is in use, another is found. Raises `ConfigError`."""
        async with self._finding:
            await asyncio.to_thread(self._choice.remove, profile)
            if self.current and self.current.endpoint.profile == profile:
                self.current = None

    def is_current(self, resolved: ResolvedEndpoint) -> bool:
        """Whether a model that is named without a profile is asked there."""
        return self.current is not None and self.current.endpoint.profile == resolved.endpoint.profile

    async def _read_again(self, current: ResolvedEndpoint) -> None:
        """Use what the profile in use says now, and say so. One that is gone stays: its user chose no other.

        The file may also be half written.
        """
        again = await asyncio.to_thread(self._choice.read_again, current)
        profile = current.endpoint.profile
        if again is None:
            self._tell_problem(f"The profile “{profile}” is gone. It is used here until you choose another.")
            return
        self._tell_problem()
        if again.endpoint.base_url != current.endpoint.base_url:
            self._memory.notice(f"The profile “{profile}” was changed: messages go to {again.endpoint.base_url} now.")
        elif (again.table, again.key) != (current.table, current.key):
            self._memory.notice(f"The profile “{profile}” was changed: it is used as it is now.")
        self.current = again

    def _tell_problem(self, other: str = "") -> None:
        """Tell once why a file of the profiles cannot be read: its last readable state, or no key, is used.

        `other`: what is to be told if both can.
        """
        problem = str(self._choice.problem or other)
        if problem and problem != self._told:
            self._memory.notice(problem)
        self._told = problem
