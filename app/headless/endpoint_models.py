"""`assistant-chat models`: the endpoint in use, the models that it lists, and what was learnt of each."""

from collections.abc import Iterable, Sequence
from contextlib import aclosing
from typing import TextIO

import msgspec
from msgspec import Struct

from app.api.endpoints import Endpoint, LearntAdaptation
from app.api.model_reference import ModelReference
from app.api.objects import Model
from app.api.services import OpenServices
from app.headless.ask import require_endpoint
from app.headless.clean_text import clean, escape_controls
from app.headless.exit_codes import COMPLETED, FAILED
from app.headless.lists import local_time
from app.settings.origins import words_of

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
        for row in (head, *rows):
            out.write(escape_controls(msgspec.json.encode(row).decode()) + "\n")
    else:
        for line in lines_of(head, rows):
            out.write(clean(" ".join(line.splitlines())) + "\n")
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
                if as_json:
                    rows = [ModelRow(id=name) for name in names]
                    lines = [escape_controls(msgspec.json.encode(row).decode()) for row in (head, *rows)]
                else:
                    lines = [next(iter(lines_of(head, ()))), *names]
                    if listed.endpoint.profile == current.profile:
                        lines[0] += "  default"
                out.writelines(f"{clean(line)}\n" for line in lines)
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


def lines_of(head: EndpointRow, rows: Iterable[ModelRow]) -> Iterable[str]:
    """Format the endpoint and the models; what was learnt stands below each."""
    yield f"{head.name}  {head.base_url}  ({head.set_by})"
    yield from map(adaptation_line, head.learnt)
    for row in rows:
        note = "" if row.listed else "  (not in the list)"
        yield f"{row.id}{note}"
        yield from map(adaptation_line, row.learnt)


def adaptation_line(learnt: LearntAdaptation) -> str:
    """Format what was learnt: what is done, why, and how long it is kept."""
    why = f" It said: {learnt.reason}" if learnt.reason else ""
    times = f"learnt {local_time(learnt.learnt_at)}, kept until {local_time(learnt.kept_until)}"
    return f"    {learnt.description}, {times}.{why}"
