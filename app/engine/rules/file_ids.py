"""Files by their ids in requests: none exists until this server stores files, so each id is refused.

Objects that were stored with ids stay readable and changeable, and keep the ids that they have.
"""

from collections.abc import Generator
from typing import cast

from msgspec import Struct, structs

from app.api.errors import RequestError
from app.api.tools import Attachment, CodeInterpreterFiles, ImageFile

NO_SUCH_FILE = "No such File object: {}"
"""The API's own words."""


def check_files(request: Struct, stored: Struct | None = None) -> None:
    """Raise `RequestError` for the first file of a request that is not in the stored object either."""
    known = {file_id for _, file_id in find_files(stored)} if stored else set[str]()
    for path, file_id in find_files(request):
        if file_id not in known:
            raise RequestError(NO_SUCH_FILE.format(file_id), param=path)


def find_files(value: object, path: str = "") -> Generator[tuple[str, str]]:
    """Yield the ids of files anywhere in a request or an object, each with its path as the API writes it."""
    match value:
        case ImageFile(file_id=str() as file_id) | Attachment(file_id=str() as file_id):
            yield f"{path}.file_id", file_id
        case CodeInterpreterFiles(file_ids=file_ids):
            for place, file_id in enumerate(file_ids):
                yield f"{path}.file_ids[{place}]", file_id
        case Struct():
            for name, field in structs.asdict(value).items():
                yield from find_files(field, f"{path}.{name}".lstrip("."))
        case list():
            for place, one in enumerate(cast("list[object]", value)):
                yield from find_files(one, f"{path}[{place}]")
        case _:
            return
