"""Forms as no program should send them: odd names, broken boundaries, headers without an end."""

import random
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.conformance.measuring.forms import BOUNDARY, CONTENT_TYPE, Fields, form_fields, write_form

SHARE_ODD = 0.3
"""How often a form is broken."""
FILENAMES = ("a.txt", "", ".", "../../etc/passwd", "C:\\a\\b.txt", "a\0b", "Ж日本.csv", "x" * 2000, '"', "%22", "\r\n")
ODD_KINDS = (
    "multipart/form-data",
    "multipart/form-data; boundary=",
    'multipart/form-data; boundary=""',
    "multipart/form-data; boundary=another",
    f"multipart/form-data; boundary={'b' * 20_000}",
    'multipart/form-data; boundary="a\\"b',
    f"multipart/mixed; boundary={BOUNDARY}",
    "application/x-www-form-urlencoded",
    "application/json",
    "",
)
LINE = f"--{BOUNDARY}\r\n".encode()
ODD_PARTS = (
    LINE + b"\r\n\r\n",
    LINE + b"no colon\r\n\r\nx\r\n",
    LINE + b"Content-Type: text/plain\r\n\r\nx\r\n",
    LINE + b"Content-Disposition: form-data\r\n\r\nx\r\n",
    LINE + b'Content-Disposition: form-data; name="file"\r\n\r\nx\r\n',
    LINE + b"Content-Disposition: form-data; name=\xff\xfe\r\n\r\nx\r\n",
    LINE + b'Content-Disposition: form-data; name="a\0b"\r\n\r\nx\r\n',
    LINE + b'Content-Disposition: form-data; name="purpose[][]["\r\n\r\nx\r\n',
    LINE + b'Content-Disposition: form-data; name="expires_after[seconds]"\r\n\r\n' + b"9" * 4000 + b"\r\n",
    LINE + b'Content-Disposition: form-data; name="expires_after"\r\n\r\n' + b'{"a":' * 800 + b"\r\n",
    LINE + b"X: " + b"x" * 100_000 + b"\r\n\r\nx\r\n",
    LINE + b"X: 1\r\n" * 5000 + b"\r\nx\r\n",
    b"--another\r\n\r\nx\r\n",
)


class Form(NamedTuple):
    """The body of a form, and its content type."""

    body: bytes
    kind: str = CONTENT_TYPE


class OddForms:
    """Writes forms; some of them are broken."""

    def __init__(self, chooser: random.Random) -> None:
        self._random = chooser

    def write(self, values: Mapping[str, object]) -> Form:
        """Write a form with these values."""
        fields = form_fields(values)
        name = "a.txt"
        if self._random.random() < SHARE_ODD:
            name = self._random.choice(FILENAMES)
        if self._random.random() < SHARE_ODD:
            self._random.shuffle(fields)
        whole = Form(write_form(fields, filename=name))
        if self._random.random() >= SHARE_ODD:
            return whole
        breaks: list[Callable[[Fields, bytes], Form]] = [
            lambda _, body: Form(body, self._random.choice(ODD_KINDS)),
            lambda _, body: Form(body[: self._random.randrange(len(body))]),
            lambda _, body: Form(self._random.choice(ODD_PARTS) + body),
            lambda _, body: Form(body.replace(b"\r\n", b"\n")),
            lambda _, body: Form(body + body),
            lambda _, body: Form(b"preamble\r\n" + body + b"epilogue"),
            lambda _, body: Form(body, CONTENT_TYPE.replace(BOUNDARY, f'"{BOUNDARY}"')),
            lambda twice, _: Form(write_form([*twice, *twice])),
            lambda many, _: Form(write_form([*many, *[(f"field{at}", b"") for at in range(40)]])),
            lambda given, _: Form(write_form([*given, (self._random.choice(FILENAMES), b"x")])),
        ]
        return self._random.choice(breaks)(fields, whole.body)
