"""Uploads as clients write them, without an SDK."""

import httpx2

BOUNDARY = "b0undary"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
PURPOSE = ('name="purpose"', b"assistants")
FILE = ('name="file"; filename="a.txt"', b"text")
ANCHOR = ('name="expires_after[anchor]"', b"created_at")
Part = tuple[str, bytes]


def form(*parts: Part) -> bytes:
    """Write a form."""
    written = [
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode() + value + b"\r\n"
        for name, value in parts
    ]
    return b"".join(written) + f"--{BOUNDARY}--\r\n".encode()


async def post(http: httpx2.AsyncClient, body: bytes, kind: str = FORM) -> httpx2.Response:
    """Send an upload."""
    return await http.post("/files", content=body, headers={"content-type": kind})
