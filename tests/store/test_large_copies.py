"""A fork copies large messages in transactions of their own, whole."""

from msgspec.structs import replace

from app.api.objects import Message, Text, TextPart, Thread
from app.api.requests import Page
from app.store import branches, messages, threads
from app.store.branches import SLICE_BYTES, Copied
from app.store.database import MemoryDatabase
from app.store.transaction import Transaction
from tests.requirements import requirement

PART = TextPart(text=Text(value='"thread_id":"thread_0" ünd "id":"msg_2" ' * 10_000))
PARTS = {0: 1, 1: 1, 2: 4, 3: 1, 4: 1, 5: 4}
"""How many parts each message has; four are large."""


def store(tx: Transaction) -> None:
    for thread_id in ("thread_0", "thread_1"):
        threads.insert(tx, Thread(id=thread_id, created_at=1), 1.0)
    for number, count in PARTS.items():
        made = Message(
            id=f"msg_{number}",
            created_at=1,
            thread_id="thread_0",
            status="completed",
            role="user",
            content=[PART] * count,
            metadata={"number": str(number)},
        )
        messages.save(tx, made)


@requirement("bounds.forks")
async def test_large_messages_are_copied_whole_and_few_at_a_time() -> None:
    database = MemoryDatabase()
    await database.write(store)

    async def list_all(thread_id: str) -> list[Message]:
        found: list[Message] = []
        while len(found) < len(PARTS):
            page = Page(order="asc", after=found[-1].id if found else None)
            found += (await database.read(lambda tx, page=page: messages.page(tx, thread_id, page, None))).data
        return found

    copied, slices = Copied(), list[int]()
    last = await database.read(lambda tx: branches.seq_of(tx, "thread_0", "msg_5")) or 0
    while copied.seq < last or copied.is_partial:
        before = copied.seq
        copied = await database.write(lambda tx, at=copied: branches.copy_some(tx, "thread_0", at, last, "thread_1"))
        slices.append(sum(PARTS[seq - 1] for seq in range(before + 1, copied.seq + 1)))
    assert max(slices) * len(PART.text.value) <= 4 * len(PART.text.value) < 2 * SLICE_BYTES
    copies = await list_all("thread_1")
    assert len({copy.id for copy in copies}) == len(PARTS)
    for original, copy in zip(await list_all("thread_0"), copies, strict=True):
        assert copy == replace(original, id=copy.id, thread_id="thread_1")
    database.close()
