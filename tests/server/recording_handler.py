"""A handler of the SDK's stream helpers that records what it is called with."""

from openai import AsyncAssistantEventHandler
from openai.types.beta import AssistantStreamEvent
from openai.types.beta.threads import Message, Text, TextDelta
from openai.types.beta.threads.runs import ToolCall, ToolCallDelta
from typing_extensions import override


class RecordingHandler(AsyncAssistantEventHandler):
    """Record the arguments of the callbacks."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.texts: list[str] = []
        self.calls: list[str] = []
        self.names: list[str] = []
        self.ended = False

    @override
    async def on_event(self, event: AssistantStreamEvent) -> None:
        self.names.append(event.event)

    @override
    async def on_message_created(self, message: Message) -> None:
        self.text = ""

    @override
    async def on_text_delta(self, delta: TextDelta, snapshot: Text) -> None:
        self.text += delta.value or ""
        assert snapshot.value == self.text

    @override
    async def on_text_done(self, text: Text) -> None:
        self.texts.append(text.value)

    @override
    async def on_tool_call_delta(self, delta: ToolCallDelta, snapshot: ToolCall) -> None:
        assert delta.type == snapshot.type

    @override
    async def on_tool_call_done(self, tool_call: ToolCall) -> None:
        assert tool_call.type == "function"
        self.calls.append(f"{tool_call.function.name}({tool_call.function.arguments})")

    @override
    async def on_end(self) -> None:
        self.ended = True
