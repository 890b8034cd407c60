"""What a model call that failed teaches about sending it again, in another way."""

from contextlib import suppress
from typing import Protocol

from msgspec import Struct

from app.api.errors import NoEndpoint
from app.models.calls.callers import Caller, Callers
from app.models.endpoints.resolved import ResolvedEndpoint
from app.models.endpoints.working_addresses import WorkingAddresses
from app.models.model import ModelError, PerhapsWrongAddress, UnknownModel, WrongAddress


class Call(Struct, frozen=True, kw_only=True):
    """Where a model call goes. `asked`: the name that the run asks for."""

    resolved: ResolvedEndpoint
    address: str
    asked: str
    model: str
    caller: Caller


class Resolver(Protocol):
    """The part of `CallSender` that a retry needs."""

    async def resolve(self, resolved: ResolvedEndpoint, asked: str, *, patient: bool) -> str:
        """Resolve a name at an endpoint. Raises `NoEndpoint`."""
        ...


class Retry:
    """The ways that are left to one call. Each is tried once.

    `patient`: the list of models is waited for. `address`: the one to ask, if it is not the usual one.
    """

    def __init__(self, addresses: WorkingAddresses, callers: Callers) -> None:
        self.patient = False
        self.address = ""
        self._refusals: list[ModelError] = []  # of the addresses, the endpoint's own first
        self._addresses = addresses
        self._callers = callers
        self._left: list[str] = []
        self._restarted = False

    @property
    def reason(self) -> str:
        """Why another address was tried."""
        return "".join(str(error) for error in self._refusals[:1])

    def worth_telling(self, last: ModelError) -> ModelError:
        """Return the failure to tell: the first of something that may be the API, else that of the own address."""
        errors = [*self._refusals, last]
        return next((error for error in errors if not isinstance(error, WrongAddress)), errors[0])

    async def prepare_retry(self, call: Call, error: ModelError, resolver: Resolver) -> bool:
        """Note how to send the call again; false if there is no other way."""
        if isinstance(error, UnknownModel) and not self.patient:
            # The name was not checked, since the list was slow: with the list it may have to be mapped.
            self.patient = True
            with suppress(NoEndpoint):
                return await resolver.resolve(call.resolved, call.asked, patient=True) != call.model
            return False
        if isinstance(error, PerhapsWrongAddress) and self._has_other_address(call, error):
            return True
        if self._restarted or not await self._callers.has_died(call.resolved):
            return False
        self._restarted = True
        return True

    def _has_other_address(self, call: Call, error: PerhapsWrongAddress) -> bool:
        if not self._refusals:
            self._left = list(self._addresses.others(call.resolved.endpoint.base_url))
        self._refusals.append(error)
        if not self._left:
            return False
        self.address = self._left.pop(0)
        return True
