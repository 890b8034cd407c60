"""The commands of `--plain` that choose who answers: `/model` and `/assistant`."""

from collections.abc import Sequence

from msgspec import Struct

from app.api.conversation.start_run import find_assistant_ids
from app.api.errors import Error, NotFound
from app.api.model_reference import ModelReference, parse_model
from app.api.objects import Assistant
from app.api.requests import Page
from app.headless.plain.open_conversation import OpenConversation

PAGE_SIZE = 100
PRINTED_CHOICES = 50
"""More are not read aloud: a part of the name finds the others."""


class Choice(Struct, frozen=True):
    """Something that can be chosen. `id`: what it is asked for with; `name`: what people call it."""

    id: str
    name: str


def find_choices(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Return the one with this id, else those with this name, else those with this text in their name or id."""
    wanted = typed.casefold()
    by_id = [one for one in choices if one.id == typed]
    by_name = [one for one in choices if one.name.casefold() == wanted]
    by_part = [one for one in choices if wanted in one.name.casefold() or wanted in one.id.casefold()]
    return by_id or by_name or by_part


async def choose_model(conversation: OpenConversation, typed: str) -> None:
    """Say which model answers, and choose another for the messages that follow. Raises `Error`."""
    if not typed:
        conversation.note(await _describe_model(conversation))
    choices = await _list_models(conversation, with_problems=not typed)
    found = find_choices(choices, typed)
    if not typed:
        _print_choices(conversation, found)
        return
    if len(found) > 1:
        _print_choices(conversation, found)
        raise Error(f"{len(found)} models have {typed} in their names. Type more of the name.")
    if not found and await conversation.endpoints.profile_of(typed) is None:
        raise Error(f"There is no profile {parse_model(typed).profile}. List the models with /model.")
    conversation.model = found[0].id if found else typed
    if not found:
        conversation.note(f"No list has {typed}. It is asked for all the same.")
    conversation.note(await _describe_model(conversation))


async def _describe_model(conversation: OpenConversation) -> str:
    asked = conversation.model or (await find_assistant(conversation)).model
    model = await conversation.endpoints.resolve_model(asked)
    endpoint = await conversation.endpoints.profile_of(asked)
    return f"Model: {model or asked or 'the default'}{f', at {endpoint.name}' if endpoint else ''}."


async def _list_models(conversation: OpenConversation, *, with_problems: bool) -> list[Choice]:
    """Return the models of all profiles; those of the profile in use are asked for by their own names."""
    in_use = await conversation.endpoints.current()
    choices: list[Choice] = []
    async for listed in conversation.endpoints.model_lists():
        profile = listed.endpoint.profile
        if in_use is not None and profile == in_use.profile:
            profile = ""
        choices += [Choice(ModelReference(profile, model.id).text, model.id) for model in listed.models]
        if listed.problem and listed.problem.failed and with_problems:
            conversation.note(listed.problem.says)
    return choices


async def choose_assistant(conversation: OpenConversation, typed: str) -> None:
    """List the assistants with the one that answers, or choose one for the messages that follow. Raises `Error`."""
    choices = [Choice(one.id, _name_of(one)) for one in await _list_assistants(conversation)]
    found = find_choices(choices, typed)
    if typed and not found:
        raise Error(f"There is no assistant {typed}. List them with /assistant.")
    if len(found) > 1 and typed:
        _print_choices(conversation, found)
        raise Error(f"{len(found)} assistants are meant by {typed}. Type more of the name, or the id.")
    if typed:
        conversation.assistant_id = found[0].id
    conversation.note(f"Assistant: {_name_of(await find_assistant(conversation))}.")
    if not typed:
        _print_choices(conversation, found)


async def find_assistant(conversation: OpenConversation) -> Assistant:
    """Return the assistant that answers the next message. Raises `NotFound`."""
    if conversation.assistant_id is not None:
        return await conversation.assistants.get_assistant(conversation.assistant_id)
    missing = NotFound("assistant", "")
    for assistant_id in await find_assistant_ids(conversation.assistants, conversation.thread_id):
        try:
            return await conversation.assistants.get_assistant(assistant_id)
        except NotFound as error:  # it was deleted: the next one answers
            missing = error
    raise missing


async def _list_assistants(conversation: OpenConversation) -> list[Assistant]:
    page = await conversation.assistants.list_assistants(Page(limit=PAGE_SIZE))
    found = page.data
    while page.has_more:
        page = await conversation.assistants.list_assistants(Page(limit=PAGE_SIZE, after=page.last_id))
        found = [*found, *page.data]
    return found


def _name_of(assistant: Assistant) -> str:
    return assistant.name or "Unnamed"


def _print_choices(conversation: OpenConversation, choices: Sequence[Choice]) -> None:
    """Print a line for each, with the id where the name is not enough to ask for it."""
    names = [one.name for one in choices]
    for one in choices[:PRINTED_CHOICES]:
        line = one.name
        if one.id != one.name and (names.count(one.name) > 1 or not one.id.startswith("asst_")):
            line = f"{one.name}, {one.id}"
        conversation.print(line)
    if len(choices) > PRINTED_CHOICES:
        conversation.note(f"And {len(choices) - PRINTED_CHOICES} more. A part of a name finds them.")
