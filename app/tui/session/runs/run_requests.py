"""Another run with the inputs of an earlier one: a retry, or one that goes on where a reply was cut off."""

from typing import cast

from app.api.conversation.replacing import replace_dead, run_in_branch
from app.api.conversation.start_run import find_retry_model
from app.api.objects import TERMINAL_STATUSES, Run
from app.api.requests import CreateRun
from app.api.services import Services
from app.api.tools import ReasoningEffort
from app.tui.session.runs.run_forks import find_last_input, find_last_reply, is_newest

CONTINUE = (
    "Your last reply was cut off. Continue it exactly where it ended: repeat nothing of it, and do not comment on this."
)
"""What a model is asked that has more to say."""
API_DEFAULT = 1.0
"""What the API shows for a temperature or a top_p that was not set."""


WITHOUT_REPLY = ("failed", "cancelled", "expired")


def can_retry(run: Run) -> bool:
    """Whether the run is over."""
    return run.status in TERMINAL_STATUSES


def can_continue(run: Run) -> bool:
    """Whether the reply was cut off."""
    return run.status == "incomplete"


async def retry(services: Services, run: Run) -> Run:
    """Run again with the same inputs: messages, model, instructions, tools and limits of that run. Raises `Error`.

    In its thread if it is the newest run and left no reply, else in a fork.
    """
    assistants, request = services.assistants, await _same_inputs(services, run)
    if run.status in WITHOUT_REPLY and await is_newest(assistants, run):
        return await replace_dead(assistants, run, request)
    return await run_in_branch(assistants, run.thread_id, await find_last_input(assistants, run), request)


async def continue_reply(services: Services, run: Run) -> Run:
    """Let the model go on with a reply that was cut off, as a message of its own; in a fork if it is an older one.

    Raises `Error`.
    """
    assistants, request = services.assistants, await _same_inputs(services, run, CONTINUE)
    if await is_newest(assistants, run):
        return await assistants.create_run(run.thread_id, request)
    last_id = await find_last_reply(assistants, run) or await find_last_input(assistants, run)
    return await run_in_branch(assistants, run.thread_id, last_id, request)


async def _same_inputs(services: Services, run: Run, additional: str | None = None) -> CreateRun:
    return CreateRun(
        assistant_id=run.assistant_id,
        model=await find_retry_model(services, run, run.assistant_id),
        instructions=run.instructions.removesuffix(CONTINUE).rstrip(),
        additional_instructions=additional,
        tools=run.tools,
        metadata=run.metadata,
        temperature=_set_value(run.temperature),
        top_p=_set_value(run.top_p),
        max_prompt_tokens=run.max_prompt_tokens,
        max_completion_tokens=run.max_completion_tokens,
        truncation_strategy=run.truncation_strategy,
        tool_choice=run.tool_choice,
        parallel_tool_calls=run.parallel_tool_calls,
        response_format=run.response_format,
        reasoning_effort=cast("ReasoningEffort | None", run.reasoning_effort),  # it came from such a request
    )


def _set_value(value: float | None) -> float | None:
    if value == API_DEFAULT:
        return None
    return value
