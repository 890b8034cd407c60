"""`assistant-chat models`: the endpoint in use, the models that it lists, and what was learnt of each."""

import time
from collections.abc import Sequence
from contextlib import aclosing
from typing import TextIO

from msgspec import Struct

from app.api.endpoints import Endpoint, LearntAdaptation
from app.api.model_reference import ModelReference
from app.api.objects import Model
from app.api.services import OpenServices
from app.headless.ask import require_endpoint
from app.headless.clean_text import clean
from app.headless.exit_codes import COMPLETED, FAILED
from app.headless.lists.cells import lay_out, local_time
from app.headless.lists.stored_lists import print_json, print_lines
from app.settings.origins import words_of

ENDPOINT_HEADER = ("ENDPOINT", "ADDRESS", "SET BY")
MODEL_HEADER = ("MODEL", "OWNED BY", "CREATED", "NOTE")
NOT_LISTED = "not in the list"
NO_LIST = "It lists no models. A model that you name is used all the same."


class EndpointRow(Struct, frozen=True, kw_only=True):
    """The endpoint as JSON. `learnt`: what holds for all of its models."""

    object: str = "endpoint"
    name: str
    base_url: str
    set_by: str
    learnt: Sequence[LearntAdaptation] = ()


class ModelRow(Struct, frozen=True, kw_only=True):
    """A model as JSON. `listed`: false for one that only was learnt of."""

    id: str
    object: str = "model"
    created: int = 0
    owned_by: str = ""
    listed: bool = True
    learnt: Sequence[LearntAdaptation] = ()


async def list_endpoint_models(open_services: OpenServices, as_json: bool, out: TextIO, err: TextIO) -> int:
    """Print the endpoint and a line for each model; why there is no list goes to `err`. Raises `NoEndpoint`."""
    async with open_services() as services:
        endpoint = await require_endpoint(services.endpoints)
        models = await services.endpoints.models()
        problem = services.endpoints.list_problem()
        adaptations = await services.endpoints.adaptations()
    head = endpoint_row(endpoint, adaptations)
    rows = model_rows(models, adaptations)
    if as_json:
        print_json((head, *rows), out)
    else:
        print_lines((*endpoint_lines(head), *model_lines(rows)), out)
    if problem and problem.failed and not models:
        err.write(clean(problem.says) + "\n")
        return FAILED
    if not models and not as_json:
        out.write(NO_LIST + "\n")
    return COMPLETED


async def list_profiles(open_services: OpenServices, as_json: bool, out: TextIO, err: TextIO) -> int:
    """Print each profile with its models as they arrive, by the names to ask for; what is missing goes to `err`.

    The exit code says whether any profile listed its models. Raises `NoEndpoint`.
    """
    exit_code = FAILED
    async with open_services() as services:
        current = await require_endpoint(services.endpoints)
        async with aclosing(services.endpoints.model_lists()) as lists:
            async for listed in lists:
                names = [ModelReference(listed.endpoint.profile, model.id).text for model in listed.models]
                head = endpoint_row(listed.endpoint, ())
                rows = [ModelRow(id=name) for name in names]
                if as_json:
                    print_json((head, *rows), out)
                else:
                    is_default = listed.endpoint.profile == current.profile
                    print_lines((*endpoint_lines(head, is_default=is_default), *model_lines(rows), ""), out)
                if listed.problem and not names:
                    err.write(clean(f"{listed.endpoint.profile}: {listed.problem.says}") + "\n")
                else:
                    exit_code = COMPLETED
    return exit_code


def endpoint_row(endpoint: Endpoint, adaptations: Sequence[LearntAdaptation]) -> EndpointRow:
    """Make the row of the endpoint."""
    return EndpointRow(
        name=endpoint.name,
        base_url=endpoint.base_url,
        set_by=words_of(endpoint.origin, endpoint.setting),
        learnt=[adaptation for adaptation in adaptations if not adaptation.model],
    )


def model_rows(models: Sequence[Model], adaptations: Sequence[LearntAdaptation]) -> list[ModelRow]:
    """Make a row for each model of the list, then for those that are not in it but were learnt of."""
    learnt: dict[str, list[LearntAdaptation]] = {}
    for adaptation in adaptations:
        if adaptation.model:
            learnt.setdefault(adaptation.model, []).append(adaptation)
    rows = [
        ModelRow(id=model.id, created=model.created, owned_by=model.owned_by, learnt=learnt.pop(model.id, ()))
        for model in models
    ]
    return rows + [ModelRow(id=name, listed=False, learnt=taught) for name, taught in learnt.items()]


def endpoint_lines(head: EndpointRow, *, is_default: bool = False) -> list[str]:
    """Format the endpoint under its header; what was learnt of all its models stands below it."""
    lines = lay_out(ENDPOINT_HEADER, [(head.name, head.base_url, head.set_by + ", default" * is_default)])
    return [*lines, *map(adaptation_line, head.learnt)]


def model_lines(rows: Sequence[ModelRow]) -> list[str]:
    """Format the models under their header; what was learnt of each stands below it."""
    cells = [(row.id, row.owned_by, created_on(row.created), NOT_LISTED * (not row.listed)) for row in rows]
    if not rows:
        return []
    header, *lines = lay_out(MODEL_HEADER, cells)
    result = ["", header]
    for line, row in zip(lines, rows, strict=True):
        result += [line, *map(adaptation_line, row.learnt)]
    return result


def created_on(seconds: int) -> str:
    """Return the day on which a model was made; empty where the list does not say, or says something odd."""
    try:
        return time.strftime("%Y-%m-%d", time.localtime(seconds)) if seconds > 0 else ""
    except (OverflowError, ValueError, OSError):
        return ""


def adaptation_line(learnt: LearntAdaptation) -> str:
    """Format what was learnt: what is done, why, and how long it is kept."""
    why = f" It said: {learnt.reason}" if learnt.reason else ""
    times = f"learnt {local_time(learnt.learnt_at)}, kept until {local_time(learnt.kept_until)}"
    return f"    {learnt.description}, {times}.{why}"
