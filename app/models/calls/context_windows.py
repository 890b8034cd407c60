"""How many tokens a model takes at its endpoint: from its refusals, the endpoint's list, or the table of providers.

The words of a refusal come first, since they are what the endpoint holds to. Nothing is guessed: without any of them
the window is unknown.
"""

from app.models.builtin.process import CONTEXT_TOKENS
from app.models.dialect_memory import WINDOW, DialectMemory
from app.models.endpoints.lists.row_window import tokens_of
from app.models.endpoints.names.hosted_windows import hosted_window
from app.models.endpoints.names.model_choice import ModelChoice
from app.models.endpoints.resolved import ResolvedEndpoint
from app.models.model import ContextTooLong, Finished


class ContextWindows:
    """The windows of all models; 0 is unknown."""

    def __init__(self, memory: DialectMemory, models: ModelChoice) -> None:
        self._memory = memory
        self._models = models

    def expect(self, resolved: ResolvedEndpoint, model: str) -> None:
        """Have the list of models fetched if it is needed for the window; it is there when the reply is over."""
        if not self.find(resolved, model):
            self._models.fetch_list(resolved)

    async def read(self, resolved: ResolvedEndpoint, model: str) -> int:
        """Return the window in tokens, from the list of models too if that has to be fetched first."""
        if not self.find(resolved, model):
            await self._models.models(resolved)
        return self.find(resolved, model)

    def find(self, resolved: ResolvedEndpoint, model: str) -> int:
        """Return the window in tokens."""
        endpoint = resolved.endpoint
        if endpoint.kind == "built-in":
            return CONTEXT_TOKENS
        learnt = self._learnt(endpoint.base_url, model)
        return learnt or self._models.listed_window(resolved, model) or hosted_window(endpoint.base_url, model)

    async def learn(self, resolved: ResolvedEndpoint, model: str, refusal: ContextTooLong) -> None:
        """Keep the window that a refusal tells."""
        if resolved.endpoint.kind != "built-in" and tokens_of(refusal.limit):
            await self._memory.learn(resolved.endpoint.base_url, model, WINDOW, str(refusal.limit), str(refusal))

    async def check(self, resolved: ResolvedEndpoint, model: str, answer: Finished) -> None:
        """Forget what a refusal told once a longer request is answered: the server was set up anew."""
        learnt = self._learnt(resolved.endpoint.base_url, model)
        if learnt and answer.usage and answer.usage.prompt_tokens > learnt:
            await self._memory.forget(resolved.endpoint.base_url, model, {WINDOW})

    def _learnt(self, base_url: str, model: str) -> int:
        entries = self._memory.of(base_url, model)
        return next((tokens_of(one.value) for one in entries if one.adaptation == WINDOW), 0)
