"""Files after kills, full disks and their expiry: the row and the bytes are both there or neither."""

import asyncio
import resource
import signal
import sys
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager

import pytest

from app.api.conversation.uploading import BytesUpload
from app.api.errors import NotFound, RequestError, Unavailable
from app.api.requests import CreateFile, ExpiresAfter, FilePage
from app.engine import open_engine
from app.engine.engine import Engine
from app.models.script import Script
from app.settings import Settings
from app.store import file_contents
from tests.engine.engine_calls import OpenEngine
from tests.engine.killed_with_files import BLOCK, BLOCKS
from tests.engine.other_process import DEADLINE_S
from tests.requirements import requirement

UPLOAD = BytesUpload(b"text", CreateFile(purpose="assistants"))


def on_disk(settings: Settings) -> list[str]:
    """List the ids of the files whose bytes are on disk."""
    return sorted(path.name for path in (settings.data_dir / "files").glob("*"))


async def listed(engine: Engine) -> list[str]:
    return sorted(file.id for file in (await engine.list_files(FilePage())).data)


async def until_on_disk(settings: Settings, expected: list[str]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while on_disk(settings) != expected:  # noqa: ASYNC110 - files are no event
            await asyncio.sleep(0.01)


async def kill_at(settings: Settings, job: str, number: int) -> bool:
    """Run the job in a process that kills itself at this statement. False if it had fewer."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.engine.killed_with_files", str(settings.data_dir), job, str(number)
    )
    async with asyncio.timeout(DEADLINE_S):
        code = await process.wait()
    assert code in (0, -signal.SIGKILL)
    return code != 0


@requirement("files.whole-or-not")
@pytest.mark.parametrize("job", ["store", "delete"])
async def test_a_file_is_there_or_not_after_a_kill_at_any_moment(job: str, settings: Settings) -> None:
    kills, outcomes = 0, set[bool]()
    was_killed = True
    while was_killed:
        if job == "delete":
            async with open_engine(settings, Script(), reclaims=True) as engine:
                while len(await listed(engine)) < 1:
                    await engine.create_file(BytesUpload(BLOCK * BLOCKS, CreateFile(purpose="assistants")))
        was_killed = await kill_at(settings, job, kills)
        kills += was_killed
        async with open_engine(settings, Script(), reclaims=True) as engine:
            ids = await listed(engine)
            await until_on_disk(settings, ids)
            outcomes.add(bool(ids))
            for file_id in ids:
                content = await engine.read_file(file_id)
                assert b"".join([chunk async for chunk in content.chunks]) == BLOCK * BLOCKS
                if job == "store":
                    await engine.delete_file(file_id)
    assert kills >= 4
    assert outcomes == {True, False}


@contextmanager
def files_up_to(max_bytes: int) -> Generator[None]:
    """Let no file of this process grow further, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (max_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@requirement("files.whole-or-not")
async def test_a_disk_that_takes_no_more_leaves_no_file(opened: OpenEngine, settings: Settings) -> None:
    async with opened() as (engine, _):
        with files_up_to(2**21), pytest.raises(Unavailable, match="the file is too large"):
            await engine.create_file(BytesUpload(BLOCK * BLOCKS, CreateFile(purpose="assistants")))
        assert (on_disk(settings), await listed(engine)) == ([], [])
        file = await engine.create_file(UPLOAD)
        assert on_disk(settings) == [file.id]
    path = settings.data_dir / "files"
    assert path.stat().st_mode & 0o777 == 0o700
    assert (path / file.id).stat().st_mode & 0o777 == 0o600


@requirement("files.expiry")
async def test_an_expired_file_is_gone_with_its_bytes(
    opened: OpenEngine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = CreateFile(purpose="assistants", expires_after=ExpiresAfter(anchor="created_at", seconds=3600))
    async with opened() as (engine, _):
        with monkeypatch.context() as patched:
            patched.setattr("app.engine.operations.files.time.time", lambda: 1_000_000_000)
            file = await engine.create_file(BytesUpload(b"text", request))
        with pytest.raises(NotFound):
            await engine.get_file(file.id)
        assert await listed(engine) == []
        await until_on_disk(settings, [])


@requirement("files.in-memory")
async def test_files_of_a_temporary_conversation_are_never_on_disk(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_contents, "MAX_MEMORY_BYTES", 10)
    temporary = Settings(data_dir=settings.data_dir, config_dir=settings.config_dir, temporary=True)
    async with open_engine(temporary, Script(), reclaims=True) as engine:
        file = await engine.create_file(UPLOAD)
        content = await engine.read_file(file.id)
        assert b"".join([chunk async for chunk in content.chunks]) == b"text"
        with pytest.raises(RequestError, match="together"):
            await engine.create_file(BytesUpload(b"1234567", CreateFile(purpose="assistants")))
        assert await listed(engine) == [file.id]
        await engine.delete_file(file.id)
        await engine.create_file(BytesUpload(b"1234567", CreateFile(purpose="assistants")))
    assert not (settings.data_dir / "files").exists()


class Endless(BytesUpload):
    """An upload that goes on and on, and says how far it is."""

    async def chunks(self) -> "AsyncIterator[bytes]":  # pyright: ignore[reportIncompatibleMethodOverride] - as the protocol has it
        """Yield blocks for ever."""
        while True:
            yield BLOCK


@requirement("files.whole-or-not")
async def test_an_upload_that_is_cancelled_leaves_no_file(opened: OpenEngine, settings: Settings) -> None:
    async with opened() as (engine, _):
        upload = asyncio.create_task(engine.create_file(Endless(b"", CreateFile(purpose="assistants"))))
        async with asyncio.timeout(DEADLINE_S):
            while not on_disk(settings):  # noqa: ASYNC110 - files are no event
                await asyncio.sleep(0.01)
        upload.cancel()
        await asyncio.wait([upload])
        assert (on_disk(settings), await listed(engine)) == ([], [])
