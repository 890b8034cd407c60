"""The ids of files in requests and objects."""

from collections.abc import Generator
from typing import cast

from msgspec import Struct, structs

from app.api.tools import Attachment, CodeInterpreterFiles, ImageFile


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
