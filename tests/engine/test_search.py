"""Search for threads: titles first, then messages, newest first; in any script, for words of any length."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from app.api.errors import NotFound
from app.api.requests import CreateMessage, CreateThread, ModifyThread, ThreadQuery
from app.engine import open_engine
from app.engine.engine import Engine
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement


@pytest_asyncio.fixture
async def engine(settings: Settings) -> AsyncGenerator[Engine]:
    async with open_engine(settings, Script(), reclaims=False) as opened:
        yield opened


async def create_thread(engine: Engine, *texts: str, title: str | None = None) -> str:
    messages = [CreateMessage(role="user", content=text) for text in texts]
    metadata = {"title": title} if title else None
    return (await engine.create_thread(CreateThread(messages=messages, metadata=metadata))).id


async def search(engine: Engine, q: str) -> list[str]:
    return [row.id for row in (await engine.list_threads(ThreadQuery(q=q))).data]


@requirement("threads.search")
@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("The quick brown fox", "QUICK"),
        ("The quick brown fox", "brown quick"),
        ("The quick brown fox", "fo"),
        ("an iPhone", "ip"),
        ("東京の天気", "天気"),
        ("東京の天気", "東京の"),
        ("Straße und Öl", "öl"),
        ("100% sure_thing!", "0%"),
        ("100% sure_thing!", "e_t"),
        ('say "hello" AND bye', '"hello" and'),
        ("emoji 👩‍👩‍👧 here", "👩‍👩‍👧"),
    ],
)
async def test_words_are_found_in_any_script_and_length(text: str, q: str, engine: Engine) -> None:
    await create_thread(engine, "something else altogether: 100 surething")
    expected = await create_thread(engine, "first", text)
    rows = (await engine.list_threads(ThreadQuery(q=q))).data
    assert [(row.id, row.match) for row in rows] == [(expected, text)]


@requirement("threads.search")
async def test_titles_come_first_then_the_newest_messages(engine: Engine) -> None:
    titled = await create_thread(engine, "nothing", title="All about zebras")
    old = await create_thread(engine, "zebras once")
    new = await create_thread(engine, "zebras again")
    assert await search(engine, "zebras") == [titled, new, old]
    await engine.modify_thread(titled, ModifyThread(metadata={"title": "Horses"}))
    assert await search(engine, "zebras") == [new, old]
    assert await search(engine, "Horses") == [titled]
    await engine.delete_thread(new)
    assert await search(engine, "zebras") == [old]


@requirement("threads.search")
@pytest.mark.parametrize("q", ["needle", "ne"])
async def test_pages_of_a_search_miss_nothing_and_repeat_nothing(q: str, engine: Engine) -> None:
    made = [await create_thread(engine, f"needle {number}", "and needle again") for number in range(30)]
    seen: list[str] = []
    cursor: str | None = None
    more = True
    while more:
        page = await engine.list_threads(ThreadQuery(q=q, limit=7, after=cursor))
        seen += [row.id for row in page.data]
        cursor, more = page.last_id, page.has_more
    assert seen == made[::-1]


@requirement("threads.search-pages")
@pytest.mark.parametrize("q", ["needle", "ne"])
async def test_a_search_is_paged_in_both_orders_and_directions(q: str, engine: Engine) -> None:
    oldest_first = [await create_thread(engine, f"needle {number}") for number in range(9)]
    newest_first = oldest_first[::-1]

    async def page(**query: str | int) -> tuple[list[str], bool]:
        found = await engine.list_threads(ThreadQuery(q=q, **query))  # pyright: ignore[reportArgumentType] - by name
        return [row.id for row in found.data], found.has_more

    assert await page(limit=4) == (newest_first[:4], True)
    assert await page(limit=4, order="asc") == (oldest_first[:4], True)
    assert await page(limit=9, order="asc") == (oldest_first, False)
    assert await page(limit=4, after=newest_first[6]) == (newest_first[7:], False)
    assert await page(limit=4, after=oldest_first[3], order="asc") == (oldest_first[4:8], True)
    assert await page(limit=4, before=newest_first[6]) == (newest_first[2:6], True)
    assert await page(limit=4, before=oldest_first[3], order="asc") == (oldest_first[:3], False)
    assert await page(limit=4, after=newest_first[1], before=newest_first[4]) == (newest_first[2:4], False)
    elsewhere = await create_thread(engine, "something else")
    assert await page(after=elsewhere) == ([], False)
    assert await page(before=elsewhere) == ([], False)
    for cursor in ("after", "before"):
        with pytest.raises(NotFound):
            await page(**{cursor: "thread_none"})


@requirement("threads.search")
async def test_a_search_for_many_words_finds_the_thread_that_has_them_all(engine: Engine) -> None:
    words = [f"w{number}" for number in range(1_500)]
    await create_thread(engine, " ".join(words[:-1]))
    expected = await create_thread(engine, " ".join(words))
    assert await search(engine, " ".join(words)) == [expected]
