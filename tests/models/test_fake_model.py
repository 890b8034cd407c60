"""The fake model server keeps what it promises to the other tests."""

import asyncio
import json
import socket
import struct
import sys
import urllib.request

from app.models.script import Gate
from tests.fake_model import FakeModel, hang, say
from tests.fixed_reply import TEXT, TOKENS


def post(base_url: str, model: str) -> bytes:
    body = json.dumps({"model": model, "stream": True, "messages": []}).encode()
    request = urllib.request.Request(f"{base_url}/chat/completions", data=body)
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read()


async def test_the_fixed_reply_is_whole() -> None:
    async with FakeModel() as server:
        said = await asyncio.to_thread(post, server.base_url, "fake-max")
    chunks = [json.loads(line[6:]) for line in said.split(b"\n\n") if line.startswith(b"data: {")]
    text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks if chunk["choices"])
    assert text == TEXT
    assert (len(TEXT.split()), len(TOKENS)) == (2128, 2983)


async def test_it_sees_a_client_leave() -> None:
    async with asyncio.timeout(5), FakeModel([hang("half")]) as server:
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
        await server.wait_for_request()
        writer.close()
        await server.left()


async def test_it_sees_a_client_leave_that_it_is_just_writing_to() -> None:
    gate = Gate()
    async with asyncio.timeout(5), FakeModel([say("half", gate, " of it")]) as server:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
            await gate.reached.wait()
            # The end is a reset, which the next write of the server meets before its reader does.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        gate.open()
        await server.left()


async def test_it_runs_as_a_program() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fake_model", "0", "/dev/null", stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout
    line = (await asyncio.wait_for(child.stdout.readline(), 30)).decode()
    said = await asyncio.to_thread(post, line.split()[2], "anything")
    child.terminate()
    await child.communicate()
    assert b"Hello " in said
