"""A form with one file, as the body of a request: its bytes are read while they are sent.

httpx2 reads files of a form in the event loop, and takes no asynchronous ones. Source of the form: RFC 7578; names are
written as browsers write them (HTML standard, "Multipart form data"), but a backslash twice, as httpx2 does.
"""

import secrets
from collections.abc import AsyncGenerator

from app.api.operations.files import Upload

ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A", "\\": r"\\"})


class FormBody:
    """The body that sends an upload, whose request must be known before its bytes."""

    def __init__(self, upload: Upload) -> None:
        self._upload, self._request = upload, upload.request()
        self._boundary = secrets.token_hex(16)
        # The SDK would make the form itself, from files in memory, if the type began with a small letter. Its case has
        # no meaning: RFC 9110, 8.3.1.
        self.content_type = f"Multipart/form-data; boundary={self._boundary}"

    async def blocks(self) -> AsyncGenerator[bytes]:
        """Yield the body. Raises what the upload raises."""
        fields: dict[str, str] = {"purpose": self._request.purpose}
        if self._request.expires_after is not None:
            fields["expires_after[anchor]"] = self._request.expires_after.anchor
            fields["expires_after[seconds]"] = str(self._request.expires_after.seconds)
        for name, value in fields.items():
            yield self._part(f'name="{name}"', value)
        filename = self._request.filename.translate(ESCAPES)
        yield self._part(f'name="file"; filename="{filename}"', "").removesuffix(b"\r\n")
        async for chunk in self._upload.chunks():
            yield chunk
        yield f"\r\n--{self._boundary}--\r\n".encode()

    def _part(self, disposition: str, value: str) -> bytes:
        return f"--{self._boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{value}\r\n".encode()
