"""Sends a model call to the profile that it is for, and again in another way where a failure says what was wrong."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

from msgspec.structs import replace

from app.api.errors import ConfigError, NoEndpoint, RequestError, WeightsError
from app.api.model_reference import parse_model
from app.models.calls.callers import Callers
from app.models.calls.context_windows import ContextWindows
from app.models.calls.retries import Call, Retry
from app.models.dialect_memory import DialectMemory
from app.models.endpoints.in_use import EndpointsInUse
from app.models.endpoints.names.model_choice import ModelChoice
from app.models.endpoints.resolved import ResolvedEndpoint
from app.models.endpoints.working_addresses import WorkingAddresses
from app.models.model import (
    Answering,
    ContextTooLong,
    Finished,
    ModelError,
    ModelRequest,
    Piece,
    UnknownModel,
    WrongAddress,
)
from app.openai_sdk.redaction import Redactor

if TYPE_CHECKING:
    from app.api.passed_calls import PassedAnswer, PassedCall

NO_ANSWER_STATUS = 503
"""To a caller whose call was passed on: the endpoint may answer later. The SDKs ask again."""


class CallSender:
    """Sends the model calls of this process."""

    def __init__(
        self,
        endpoints: EndpointsInUse,
        models: ModelChoice,
        addresses: WorkingAddresses,
        callers: Callers,
        memory: DialectMemory,
        redactor: Redactor,
    ) -> None:
        """`memory`: gets sentences for people."""
        self._endpoints = endpoints
        self._models = models
        self._addresses = addresses
        self._callers = callers
        self._memory = memory
        self._redactor = redactor
        self.windows = ContextWindows(memory, models)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Piece, None]:
        """Ask the profile of the request, else the one that the model's name has, else the endpoint in use.

        If it does not begin to answer, its second choice is asked. Raises `ModelError`.
        """
        reference = self._models.read_reference(request.model)
        profile = request.profile or reference.profile
        begun = False
        with self._redactor.errors():
            try:
                async with aclosing(self._ask(request, profile, reference.model)) as pieces:
                    async for piece in pieces:
                        begun = True
                        yield piece
                return
            except ModelError as error:
                first = await self._endpoints.find(profile) if error.unanswered and not begun else None
                if first is None or not first.table.second_choice:
                    raise
                failure = error
            async with aclosing(self._ask_second_choice(request, first, failure)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _ask_second_choice(
        self, request: ModelRequest, first: ResolvedEndpoint, failure: ModelError
    ) -> AsyncGenerator[Piece, None]:
        """Ask the second choice of a profile, and say so once it answers. If it fails too, both are told."""
        second = parse_model(first.table.second_choice)
        begun = False
        try:
            async with aclosing(self._ask(request, second.profile, second.model)) as pieces:
                async for piece in pieces:
                    if not begun:
                        self._memory.notice(
                            f"{first.endpoint.profile} did not answer ({failure.unanswered}): {second.text} answers "
                            "instead, its second choice."
                        )
                    begun = True
                    yield piece
        except ModelError as error:
            if begun or isinstance(error, ContextTooLong):
                raise
            sentence = f"{failure} The second choice, {second.text}, failed too: {error}"
            raise ModelError(sentence, failure.code) from error

    async def pass_on(self, call: "PassedCall") -> "PassedAnswer":
        """Send a call of the endpoint's own API to the profile that its model's name has, else to the endpoint in use.

        Raises `RequestError` if there is no answer, or no such profile.
        """
        named = call.body.get("model")
        asked = named if isinstance(named, str) else ""
        reference = self._models.read_reference(asked)
        if reference.profile and await self._endpoints.find(reference.profile) is None:
            message = f"The model '{asked}' does not exist: there is no profile '{reference.profile}' here."
            raise RequestError(message, param="model", code="model_not_found", status=404)
        try:
            with self._redactor.errors():
                there = await self._connect(reference.profile, reference.model, Retry(self._addresses, self._callers))
                answer = await there.caller.pass_on(call, there.model)
        except ModelError as error:
            raise RequestError(str(error), type="server_error", code="no_answer", status=NO_ANSWER_STATUS) from error
        from app.models.calls.passed_secrets import without_secrets  # late: a start passes nothing on

        return without_secrets(answer, self._redactor)

    async def resolve(self, resolved: ResolvedEndpoint, asked: str, *, patient: bool) -> str:
        """Return the name to send to this endpoint for a run that asks for `asked`. Raises `NoEndpoint`."""
        in_use = self._endpoints.is_current(resolved)
        return await self._models.resolve(resolved, asked, patient=patient, in_use=in_use)

    async def _ask(self, request: ModelRequest, profile: str, asked: str) -> AsyncGenerator[Piece, None]:
        """Ask one profile; again at once, in another way, if a failure says what was wrong with this one."""
        retry = Retry(self._addresses, self._callers)
        while True:
            call = await self._connect(profile, asked, retry)
            endpoint = call.resolved.endpoint
            begun = False
            try:
                async with aclosing(call.caller.stream(request, call.model)) as pieces:
                    async for piece in pieces:
                        if not begun:
                            await self._addresses.found(endpoint.base_url, call.address, retry.reason)
                            self.windows.expect(call.resolved, call.model)
                            yield Answering(call.model, endpoint.base_url, endpoint.profile)
                        begun = True
                        if isinstance(piece, Finished):
                            piece = await self._with_window(call, piece)
                        yield piece
                return
            except ModelError as error:
                if isinstance(error, ContextTooLong):
                    await self.windows.learn(call.resolved, call.model, error)
                if isinstance(error, UnknownModel | WrongAddress):
                    self._models.clear(call.resolved)  # the name or the address may have changed since it was fetched
                if begun or not await retry.prepare_retry(call, error, self):
                    raise retry.worth_telling(error) from error

    async def _with_window(self, call: Call, answer: Finished) -> Finished:
        """Return the end of an answer with the context window of its model, as far as it is known now."""
        await self.windows.check(call.resolved, call.model, answer)
        return replace(answer, context_window=self.windows.find(call.resolved, call.model))

    async def _connect(self, profile: str, asked: str, retry: Retry) -> Call:
        """Return what is needed to send a call. Raises `ModelError`."""
        try:
            resolved = await self._endpoints.require(profile)
            model = await self.resolve(resolved, asked, patient=retry.patient or not asked)
            address = retry.address or self._addresses.current(resolved.endpoint.base_url)
            caller = await self._callers.get(resolved, address, model)
            return Call(resolved=resolved, address=address, asked=asked, model=model, caller=caller)
        except (ConfigError, NoEndpoint, WeightsError) as error:
            raise ModelError(str(error)) from error
