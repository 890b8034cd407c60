"""Everything that openai-python does with files, as its documentation shows it, sync and async."""

import asyncio
import io
from pathlib import Path

import openai
from openai import AsyncOpenAI, OpenAI
from openai.types.file_create_params import ExpiresAfter

TABLE = bytes(range(256)) * 1000
PATH = Path("日本語 データ.csv")
PATH.write_bytes(TABLE)
EXPIRY: ExpiresAfter = {"anchor": "created_at", "seconds": 3600}
WAYS = {
    "bytes": lambda: TABLE,
    "tuple": lambda: ("a b.csv", TABLE),
    "typed tuple": lambda: ("a.csv", io.BytesIO(TABLE), "text/csv"),
    "path": lambda: PATH,
    "open file": lambda: PATH.open("rb"),
    "other script": lambda: ("Отчёт за 2026.csv", TABLE),
}


def sync_files(client: OpenAI) -> None:
    ids: list[str] = []
    for way, given in WAYS.items():
        file = client.files.create(file=given(), purpose="assistants", expires_after=EXPIRY)
        print(f"{way}: {file.filename} {file.bytes} {file.purpose} {(file.expires_at or 0) - file.created_at}")
        ids.append(file.id)
    assert client.files.retrieve(ids[0]).status == "processed"
    assert client.files.wait_for_processing(ids[0]).id == ids[0]
    listed = client.files.list(purpose="assistants", limit=4, order="asc")
    print("pages:", [one.id for one in listed] == ids, len(listed.data), listed.has_more)
    print("after:", [one.id for one in client.files.list(after=ids[3], order="asc")] == ids[4:])
    print("read:", client.files.content(ids[0]).read() == TABLE)
    client.files.content(ids[0]).write_to_file("written.bin")
    print("written:", Path("written.bin").read_bytes() == TABLE)
    with client.files.with_streaming_response.content(ids[0]) as response:
        print("streamed:", b"".join(response.iter_bytes(1000)) == TABLE, response.headers["content-length"])
    with client.files.with_streaming_response.content(ids[0]) as response:
        response.stream_to_file("streamed.bin")
    print("to a file:", Path("streamed.bin").read_bytes() == TABLE)
    raw = client.files.with_raw_response.retrieve(ids[0])
    print("raw:", raw.http_response.status_code, raw.parse().id == ids[0])
    print("deleted:", {client.files.delete(one).deleted for one in ids}, client.files.list().data)
    try:
        client.files.content(ids[0])
    except openai.NotFoundError as error:
        print("gone:", error.status_code, f"No such File object: {ids[0]}" in error.message)
    try:
        client.files.create(file=TABLE, purpose="wrong")  # pyright: ignore[reportArgumentType] - to be refused
    except openai.BadRequestError as error:
        print("refused:", error.param)


async def async_files(client: AsyncOpenAI) -> None:
    made = [client.files.create(file=given(), purpose="user_data") for given in WAYS.values()]
    files = await asyncio.gather(*made)
    print("at once:", sorted(file.filename for file in files))
    file = files[0]
    assert (await client.files.wait_for_processing(file.id)) == await client.files.retrieve(file.id)
    print("pages:", len([one async for one in client.files.list(purpose="user_data", limit=2)]))
    print("read:", (await client.files.content(file.id)).content == TABLE)
    (await client.files.content(file.id)).write_to_file("written.bin")
    async with client.files.with_streaming_response.content(file.id) as response:
        print("streamed:", b"".join([chunk async for chunk in response.iter_bytes()]) == TABLE)
    async with client.files.with_streaming_response.content(file.id) as response:
        await response.stream_to_file("streamed.bin")
    print("deleted:", {(await client.files.delete(one.id)).deleted for one in files})


sync_files(OpenAI())
Path("written.bin").unlink()
Path("streamed.bin").unlink()
asyncio.run(async_files(AsyncOpenAI()))
print("to files:", Path("streamed.bin").read_bytes() == Path("written.bin").read_bytes() == TABLE)
