"""A model named together with its profile, `PROFILE::MODEL`, as runs, assistants, flags and files have it."""

import re

from msgspec import Struct

SEPARATOR = "::"
PROFILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""No colon and no slash, which names of models have: `hf.co/org/model:Q4` names no profile."""


class ModelReference(Struct, frozen=True):
    """A model of a profile. `profile`: empty for the one in use; `model`: empty for the default of the profile."""

    profile: str
    model: str

    @property
    def text(self) -> str:
        """The one name of both; a model of the profile in use has its own name."""
        if not self.profile:
            return self.model
        return f"{self.profile}{SEPARATOR}{self.model}"


def parse_model(text: str) -> ModelReference:
    """Read a model's name. What stands before the `::` is a profile only if it can be the name of one."""
    profile, separator, model = text.partition(SEPARATOR)
    if separator and is_profile_name(profile):
        return ModelReference(profile, model)
    return ModelReference("", text)


def is_profile_name(text: str) -> bool:
    """Whether a profile can have this name."""
    return PROFILE_NAME.fullmatch(text) is not None
