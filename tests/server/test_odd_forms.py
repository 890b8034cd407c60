"""Uploads that are hard to read: as old programs and other languages write them, and as nobody should."""

from urllib.parse import quote

import httpx2
import pytest

from tests.requirements import requirement
from tests.server.forms import BOUNDARY, FILE, FORM, PURPOSE, form, post

pytestmark = pytest.mark.asyncio(loop_scope="module")

JAPANESE = "日本 語.csv"
EXTENDED = f"filename*=utf-8''{quote(JAPANESE)}"


def named(disposition: str) -> bytes:
    """Write an upload whose file has this name."""
    return form(PURPOSE, (f'name="file"; {disposition}', b"text"))


@requirement("files.names")
@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('filename=""', "upload"),
        ("size=4", "upload"),
        ("filename=a.txt", "a.txt"),
        (EXTENDED, JAPANESE),  # old versions of requests
        (f'filename="=?utf-8?B?eA==?="; {EXTENDED}', JAPANESE),  # .NET
        ("FileName*=ISO-8859-1'de'Gr%FC%DFe.txt", "Grüße.txt"),
        ("filename=\"a; filename*=utf-8''b\"", "a; filename*=utf-8''b"),
        ("filename=\"a.txt\"; filename*=utf-8''%FF", "a.txt"),
        ("filename=\"a.txt\"; filename*=klingon''%62", "a.txt"),
        ("filename=\"a.txt\"; filename*=unicode_escape''%5Cud800", "a.txt"),
        ("filename=\"a.txt\"; filename*=idna''xn--%FF", "a.txt"),
        ('filename="../../etc/passwd"', "../../etc/passwd"),
        ('filename="/etc/passwd"', "/etc/passwd"),
        (f'filename="{JAPANESE}"', JAPANESE),
        ('filename="%22a%22%0D%0A.txt"', '"a"\r\n.txt'),  # as browsers escape
        (r'filename="\"a\".txt"', '"a".txt'),
    ],
)
async def test_a_name_is_read_as_each_program_writes_it(disposition: str, name: str, http: httpx2.AsyncClient) -> None:
    answer = await post(http, named(disposition))
    assert answer.status_code == 200, answer.text
    assert answer.json()["filename"] == name
    content = await http.get(f"/files/{answer.json()['id']}/content")
    assert content.content == b"text"
    assert quote(name, safe="") in content.headers["content-disposition"]


@requirement("files.forms")
@pytest.mark.parametrize(
    ("boundary", "in_header"),
    [
        (b"b0undary", 'boundary="b0undary"'),
        (b"b0undary", "charset=utf-8; Boundary = b0undary"),
        (b"----=_Part_1/2:3", "boundary=----=_Part_1/2:3"),  # not quoted, as old mail libraries write it
        (b"a b", 'boundary="a b"; charset=utf-8'),
        (b"b" * 70, f"boundary={'b' * 70}"),
    ],
)
async def test_a_boundary_is_read_as_each_program_writes_it(
    boundary: bytes, in_header: str, http: httpx2.AsyncClient
) -> None:
    body = form(PURPOSE, FILE).replace(BOUNDARY.encode(), boundary)
    answer = await post(http, body, f"multipart/form-data; {in_header}")
    assert answer.status_code == 200, answer.text


@requirement("files.forms")
async def test_a_file_may_contain_what_looks_like_a_boundary(http: httpx2.AsyncClient) -> None:
    inner = form(PURPOSE, FILE).replace(BOUNDARY.encode(), b"b0undar")
    content = inner + b"\r\n--b0undar\r\n--b0undar--\r\n\r\n-- b0undary--\r\n-" + BOUNDARY.encode() + b"\r"
    answer = await post(http, form(PURPOSE, ('name="file"; filename="a"', content)))
    assert answer.status_code == 200, answer.text
    assert (await http.get(f"/files/{answer.json()['id']}/content")).content == content


@requirement("files.forms")
@pytest.mark.parametrize(
    ("body", "kind", "param", "words"),
    [
        (form(PURPOSE, PURPOSE, FILE), FORM, "purpose", "The form has two values for 'purpose'."),
        (form(('name="purpose"', b"assis"), ('name="purpose"', b"tants"), FILE), FORM, "purpose", "two values"),
        (form(*[('name="expires_after[seconds]"', b"7")] * 2, FILE), FORM, "expires_after.seconds", "two values"),
        (form(FILE, ('name="purpose[]"', b"vision")), FORM, "purpose", "but got an array instead"),
        (form(FILE, ('name="purpose[a]"', b"vision")), FORM, "purpose", "but got an object instead"),
        (form(PURPOSE, FILE, ('name="expires_after[]"', b"1")), FORM, "expires_after", "but got an array instead"),
        (
            form(PURPOSE, FILE, ('name="expires_after[anchor][x]"', b"1"), ('name="expires_after[seconds]"', b"3600")),
            FORM,
            "expires_after.anchor",
            "",
        ),
        (form(PURPOSE, FILE, ('name="file[]"', b"1")), FORM, "file", "Unknown parameter"),
        (form(PURPOSE, FILE, (f'name="a{"[a]" * 40}"', b"1")), FORM, f"a{'[a]' * 40}", "is too long"),
        (form(PURPOSE, FILE, (f'name="a{"[a]" * 30}"', b"1")), FORM, "a", "Unknown parameter"),
        (form(PURPOSE, FILE), f"multipart/form-data; boundary={'b' * 300}", None, "The boundary of the form is too"),
        (form(PURPOSE, FILE), "multipart/form-data; boundary=another", None, "We could not parse the form"),
        (form(PURPOSE, FILE), 'multipart/form-data; boundary=""', None, "Send the file as multipart/form-data"),
        (form(PURPOSE, FILE).replace(b"\r\n", b"\n"), FORM, None, "We could not parse the form"),
        (named(f'filename="{"x" * 100_000}"'), FORM, None, "Maximum segment header length exceeded"),
        (named("a=1\r\nx: 1" + "\r\nx: 1" * 20), FORM, None, "Maximum segment header count exceeded"),
    ],
)
async def test_an_odd_form_is_refused_and_leaves_nothing(
    body: bytes, kind: str, param: str | None, words: str, http: httpx2.AsyncClient
) -> None:
    before = (await http.get("/files")).json()["data"]
    answer = await post(http, body, kind)
    error = answer.json()["error"]
    assert (answer.status_code, error["param"]) == (400, param), error
    assert words in error["message"]
    assert (await http.get("/files")).json()["data"] == before


@requirement("files.forms")
async def test_a_header_of_a_part_that_is_not_utf_8_is_refused_in_words(http: httpx2.AsyncClient) -> None:
    answer = await post(http, named("filename=a").replace(b"filename=a", b"filename=\xff"))
    message = answer.json()["error"]["message"]
    assert (answer.status_code, "Error(" in message, "\\xff" in message) == (400, False, False)
    assert message.endswith("(Segment header failed to decode).")
