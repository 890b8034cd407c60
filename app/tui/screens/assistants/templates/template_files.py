"""Prompt templates: Markdown files in the folder `templates` of the config folder, with variables as `{{name}}`."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from app.tui.text.typed import with_newlines

SUFFIX = ".md"
MAX_BYTES = 262_144
"""Of a file. The message box takes no more at once; a larger file was put there by mistake."""
MAX_TEMPLATES = 1_000
VARIABLE = re.compile(r"\{\{[ \t]*(\w[\w .-]{0,63}?)[ \t]*\}\}")


class Template(NamedTuple):
    """A template: the name of its file, and its text."""

    name: str
    text: str


def read_templates(folder: Path) -> Sequence[Template]:
    """Read all templates, by name. Files that are too large or unreadable are left out; an absent folder has none."""
    found: list[Template] = []
    for path in sorted(folder.glob(f"*{SUFFIX}"))[:MAX_TEMPLATES]:
        try:
            if not path.is_file():  # opening a pipe would wait for a writer
                continue
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError:
            continue
        if len(content) <= MAX_BYTES:
            text = content.decode("utf-8-sig", errors="replace").rstrip()
            found.append(Template(with_newlines(path.stem), with_newlines(text)))
    return found


def find_template(templates: Sequence[Template], name: str) -> Template | None:
    """Return the template of this name, in any case."""
    folded = name.strip().removesuffix(SUFFIX).casefold()
    return next((one for one in templates if one.name.casefold() == folded), None)


def find_variables(text: str) -> Sequence[str]:
    """Return the names of the variables, each once, in the order in which they come."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in the places of the variables. A value is never read as a template itself."""

    def value_of(found: re.Match[str]) -> str:
        return values[found[1]]

    return VARIABLE.sub(value_of, text)
