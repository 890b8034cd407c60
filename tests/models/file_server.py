"""An HTTP server with one file that can cut off responses, ignore ranges and send something else."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

BLOCK = 64 * 1024


class FileServer:
    """`cut`: bytes after which each response is cut off, then none. `starts`: the first byte of each response."""

    def __init__(self, content: bytes, *, cut: list[int] | None = None, ranges: bool = True, status: int = 200) -> None:
        self.content = content
        self.cut = cut or []
        self.ranges = ranges
        self.status = status
        self.starts: list[int] = []
        self.sent = 0
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["FileServer"]:
        async with await asyncio.start_server(self._answer, "127.0.0.1", 0) as server:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/model.gguf"
            yield self

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            wanted = re.search(rb"range: bytes=(\d+)-", head, re.I) if self.ranges else None
            start = int(wanted[1]) if wanted else 0
            self.starts.append(start)
            body = self.content[start:] if self.status == 200 else b"no"
            more = f"Content-Range: bytes {start}-{len(self.content) - 1}/{len(self.content)}\r\n" if wanted else ""
            status = 206 if wanted else self.status
            lines = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n"
            writer.write(lines.encode())
            allowed = self.cut.pop(0) if self.cut else len(body)
            for at in range(0, min(allowed, len(body)), BLOCK):
                block = body[at : min(at + BLOCK, allowed)]
                writer.write(block)
                await writer.drain()
                self.sent += len(block)
        except ConnectionError:
            pass
        finally:
            writer.close()
