"""The ids of files and vector stores in requests and objects."""

from collections.abc import Generator
from typing import NamedTuple, cast

from msgspec import Struct, structs

from app.api.errors import NotFound
from app.api.tools import Attachment, CodeInterpreterFiles, FileSearchStores, ImageFile


class Named(NamedTuple):
    """A file or a vector store that is named by its id; `path`: where, as the API writes it."""

    path: str
    id: str
    is_store: bool = False

    @property
    def refusal(self) -> str:
        """What is said if it does not exist."""
        return NotFound("vector store" if self.is_store else "file", self.id).message


def find_named(value: object, path: str = "") -> Generator[Named]:
    """Yield what is named anywhere in a request or an object."""
    match value:
        case ImageFile(file_id=str() as file_id) | Attachment(file_id=str() as file_id):
            yield Named(f"{path}.file_id", file_id)
        case CodeInterpreterFiles(file_ids=file_ids):
            for place, file_id in enumerate(file_ids):
                yield Named(f"{path}.file_ids[{place}]", file_id)
        case FileSearchStores(vector_store_ids=store_ids):
            for place, store_id in enumerate(store_ids):
                yield Named(f"{path}.vector_store_ids[{place}]", store_id, is_store=True)
        case Struct():
            for name, field in structs.asdict(value).items():
                yield from find_named(field, f"{path}.{name}".lstrip("."))
        case list():
            for place, one in enumerate(cast("list[object]", value)):
                yield from find_named(one, f"{path}[{place}]")
        case _:
            return
