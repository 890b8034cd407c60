"""The list of models as a server of ours sends it: OpenAI's list, and beside it which model answers."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from app.api.endpoints import ListProblem
from app.api.objects import Model


class ServedModels(Struct, frozen=True, kw_only=True):
    """The body of `GET /v1/models`. OpenAI's list has only `object` and `data`.

    `default`: the model that answers a run that names none, which the list need not have; null if that is not known.
    A server of an earlier version does not say (`UNSET`): the first of its list answers there.
    `problem`: why there are no models.
    """

    object: Literal["list"] = "list"
    data: list[Model]
    default: str | UnsetType | None = UNSET
    problem: ListProblem | UnsetType | None = UNSET
