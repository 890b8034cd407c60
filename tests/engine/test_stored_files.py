"""Objects that an earlier version stored with ids of files and vector stores: read, changed, and named by runs."""

import sqlite3
from contextlib import closing

import pytest

from app.api.errors import RequestError
from app.api.requests import CreateAssistant, CreateRun, ModifyAssistant, ModifyThread
from app.api.tools import CodeInterpreterFiles, FileSearchStores, ToolResources
from app.models.script import Script
from app.settings import Settings
from tests.engine.engine_calls import OpenEngine, thread_request
from tests.requirements import requirement

STORED = ToolResources(code_interpreter=CodeInterpreterFiles(file_ids=["file-old"]))
FILES = '{"code_interpreter":{"file_ids":["file-old"]}}'
STORES = '{"file_search":{"vector_store_ids":["vs_old"]}}'


def store_files(settings: Settings, table: str, object_id: str, files: str = FILES) -> None:
    """Give the object what an earlier version accepted."""
    with closing(sqlite3.connect(settings.data_dir / "chat.db", isolation_level=None)) as database:
        change = f"update {table} set data = json_set(data, '$.tool_resources', json(?)) where id = ?"
        assert database.execute(change, [files, object_id]).rowcount == 1


@requirement("api.missing-files", "api.missing-stores")
@pytest.mark.parametrize("table", ["assistants", "threads"])
@pytest.mark.parametrize(
    ("files", "sentence"),
    [(FILES, "No such File object: file-old"), (STORES, "No vector store found with id 'vs_old'.")],
)
async def test_a_run_on_an_object_with_a_lost_file_or_store_names_it(
    table: str, files: str, sentence: str, opened: OpenEngine, settings: Settings
) -> None:
    async with opened(Script(["Hello."])) as (engine, script):
        thread = await engine.create_thread(thread_request("Hi"))
        assistant = await engine.create_assistant(CreateAssistant(model="m"))
        store_files(settings, table, thread.id if table == "threads" else assistant.id, files)
        run = await engine.create_run(thread.id, CreateRun(assistant_id=assistant.id))
        async for _ in engine.follow(thread.id, run.id):
            pass
        failed = await engine.get_run(thread.id, run.id)
        assert failed.last_error is not None
        assert (failed.status, failed.last_error.message) == ("failed", sentence)
        assert script.requests == []


@requirement("api.missing-files")
async def test_objects_with_a_lost_file_are_read_and_changed(opened: OpenEngine, settings: Settings) -> None:
    async with opened(Script()) as (engine, _):
        thread = await engine.create_thread(thread_request("Hi"))
        assistant = await engine.create_assistant(CreateAssistant(model="m"))
        store_files(settings, "threads", thread.id)
        store_files(settings, "assistants", assistant.id)
        assert (await engine.get_thread(thread.id)).tool_resources == STORED
        named = ModifyAssistant(name="New", tool_resources=STORED)
        assert (await engine.modify_assistant(assistant.id, named)).tool_resources == STORED
        labelled = ModifyThread(metadata={"a": "b"})
        assert (await engine.modify_thread(thread.id, labelled)).tool_resources == STORED
        more = ToolResources(code_interpreter=CodeInterpreterFiles(file_ids=["file-old", "file-new"]))
        with pytest.raises(RequestError, match="No such File object: file-new") as refused:
            await engine.modify_thread(thread.id, ModifyThread(tool_resources=more))
        assert refused.value.param == "tool_resources.code_interpreter.file_ids[1]"


@requirement("api.missing-stores")
async def test_objects_with_a_lost_vector_store_are_read_and_changed(opened: OpenEngine, settings: Settings) -> None:
    stored = ToolResources(file_search=FileSearchStores(vector_store_ids=["vs_old"]))
    async with opened(Script()) as (engine, _):
        thread = await engine.create_thread(thread_request("Hi"))
        store_files(settings, "threads", thread.id, STORES)
        assert (await engine.get_thread(thread.id)).tool_resources == stored
        changed = ModifyThread(metadata={"a": "b"}, tool_resources=stored)
        assert (await engine.modify_thread(thread.id, changed)).tool_resources == stored
        other = ToolResources(file_search=FileSearchStores(vector_store_ids=["vs_new"]))
        with pytest.raises(RequestError, match="No vector store found with id 'vs_new'"):
            await engine.modify_thread(thread.id, ModifyThread(tool_resources=other))
