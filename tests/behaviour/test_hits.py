"""The messages that a search finds, over every transport: the newest of each thread, and all of one thread."""

import pytest

from app.api.errors import NotFound
from app.api.requests import CreateMessage, CreateThread, Page, ThreadQuery
from app.api.services import Assistants
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def create(api: Assistants, *texts: str) -> tuple[str, list[str]]:
    """Create a thread and return its id and those of its messages."""
    messages = [CreateMessage(role="user", content=text) for text in texts]
    thread = await api.create_thread(CreateThread(messages=messages))
    listing = await api.list_messages(thread.id, Page(order="asc"))
    return thread.id, [message.id for message in listing.data]


@requirement("find.hits")
async def test_a_search_names_the_newest_message_with_the_words(transport: Transport) -> None:
    api = transport.assistants
    _, ids = await create(api, "Where do zebras live?", "nothing", "zebras again", "and nothing")
    row = (await api.list_threads(ThreadQuery(q="zebras", limit=1))).data[0]
    assert (row.match, row.hits) == ("zebras again", [ids[2]])


@requirement("find.hits")
@pytest.mark.parametrize("q", ["zebra live", "LIVE Zebra", "ze", "東京", "öl"])
async def test_a_search_of_one_thread_names_all_messages_with_the_words(transport: Transport, q: str) -> None:
    api = transport.assistants
    await create(api, "Zebras live in 東京, with Öl")
    thread_id, ids = await create(api, "Zebras live in 東京: ÖL", "nothing", "live zebra 東京 öl", "z e b r a l i v e")
    (row,) = (await api.list_threads(ThreadQuery(q=q, thread_id=thread_id))).data
    assert (row.id, row.match, row.hits) == (thread_id, "live zebra 東京 öl", [ids[2], ids[0]])


@requirement("find.hits")
async def test_a_search_of_one_thread_without_a_hit_has_its_row_alone(transport: Transport) -> None:
    api = transport.assistants
    thread_id, _ = await create(api, "Zebras")
    for q in ("lions", "", None):
        (row,) = (await api.list_threads(ThreadQuery(q=q, thread_id=thread_id))).data
        assert (row.id, row.match, row.hits) == (thread_id, None, [])
    with pytest.raises(NotFound):
        await api.list_threads(ThreadQuery(q="zebras", thread_id="thread_none"))
