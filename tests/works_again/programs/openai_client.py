"""What programs do with openai-python: poll, stream, answer a call, cancel, attach a file, list."""

import json
from importlib.metadata import version

from openai import AssistantEventHandler, NotFoundError, OpenAI

print("version:", version("openai"))

client = OpenAI()
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
assistant = client.beta.assistants.create(
    name="Tutor", instructions="You answer in one sentence.", model="gpt-4", tools=[WEATHER], metadata={"team": "blue"}
)
assert client.beta.assistants.retrieve(assistant.id) == assistant
changed = client.beta.assistants.update(assistant.id, name="Math Tutor")
assert (changed.name, changed.metadata) == ("Math Tutor", {"team": "blue"})
assert assistant.id in [one.id for one in client.beta.assistants.list(limit=2)]


def ask(thread_id: str, text: str) -> None:
    client.beta.threads.messages.create(thread_id=thread_id, role="user", content=text)


def newest(thread_id: str) -> str:
    return client.beta.threads.messages.list(thread_id, limit=1).data[0].content[0].text.value


thread = client.beta.threads.create(messages=[{"role": "user", "content": "What is 2 + 2?"}])
run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
assert (run.status, newest(thread.id)) == ("completed", "It is 4."), run
assert run.usage.total_tokens == run.usage.prompt_tokens + run.usage.completion_tokens > 0
print("ran: poll")


texts: list[str] = []
whole: list[str] = []


class Handler(AssistantEventHandler):
    """Collects the text, and answers calls in a stream of their own, as the documentation shows."""

    def on_text_delta(self, delta, snapshot):
        texts.append(delta.value)

    def on_text_done(self, text):
        whole.append(text.value)

    def on_event(self, event):
        if event.event != "thread.run.requires_action":
            return
        outputs = []
        for call in event.data.required_action.submit_tool_outputs.tool_calls:
            assert (call.function.name, json.loads(call.function.arguments)) == ("get_weather", {"city": "Oslo"})
            outputs.append({"tool_call_id": call.id, "output": "sunny"})
        with client.beta.threads.runs.submit_tool_outputs_stream(
            thread_id=event.data.thread_id, run_id=event.data.id, tool_outputs=outputs, event_handler=Handler()
        ) as stream:
            stream.until_done()


ask(thread.id, "And what is 2 + 2 again?")
with client.beta.threads.runs.stream(thread_id=thread.id, assistant_id=assistant.id, event_handler=Handler()) as stream:
    stream.until_done()
assert whole == ["It is 4."] == ["".join(texts)]
assert len(texts) > 1
print("ran: stream")

texts.clear()
whole.clear()
ask(thread.id, "What is the weather in Oslo?")
with client.beta.threads.runs.stream(thread_id=thread.id, assistant_id=assistant.id, event_handler=Handler()) as stream:
    stream.until_done()
assert whole == ["It is sunny in Oslo."] == ["".join(texts)]
run = client.beta.threads.create_and_run_poll(
    assistant_id=assistant.id, thread={"messages": [{"role": "user", "content": "What is the weather in Oslo?"}]}
)
assert run.status == "requires_action"
run = client.beta.threads.runs.submit_tool_outputs_and_poll(
    thread_id=run.thread_id,
    run_id=run.id,
    tool_outputs=[
        {"tool_call_id": call.id, "output": "rainy"} for call in run.required_action.submit_tool_outputs.tool_calls
    ],
)
assert (run.status, newest(run.thread_id)) == ("completed", "It is rainy in Oslo.")
steps = client.beta.threads.runs.steps.list(run_id=run.id, thread_id=run.thread_id, order="asc").data
assert [step.type for step in steps] == ["tool_calls", "message_creation"]
assert steps[0].step_details.tool_calls[0].function.output == "rainy"
print("ran: function calls")

ask(thread.id, "Wait for me.")
run = client.beta.threads.runs.create(thread_id=thread.id, assistant_id=assistant.id)
client.beta.threads.runs.cancel(run.id, thread_id=thread.id)
run = client.beta.threads.runs.poll(run.id, thread_id=thread.id)
assert run.status == "cancelled", run.status
ask(thread.id, "Break.")
run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
assert (run.status, "The model broke." in run.last_error.message) == ("failed", True)
print("ran: cancel and failure")

table = b"a,b\n1,2\n" * 1000
file = client.files.create(file=("Отчёт 1.csv", table), purpose="assistants")
assert (file.filename, file.bytes, client.files.wait_for_processing(file.id).status) == (
    "Отчёт 1.csv",
    len(table),
    "processed",
)
assert client.files.content(file.id).read() == table
assert [one.id for one in client.files.list(purpose="assistants")] == [file.id]
attachment = {"file_id": file.id, "tools": [{"type": "code_interpreter"}]}
file_thread = client.beta.threads.create(
    messages=[{"role": "user", "content": "What is 2 + 2?", "attachments": [attachment]}]
)
run = client.beta.threads.runs.create_and_poll(thread_id=file_thread.id, assistant_id=assistant.id)
assert (run.status, newest(file_thread.id)) == ("completed", "It is 4."), run
assert client.beta.threads.messages.list(file_thread.id, order="asc").data[0].attachments[0].file_id == file.id
assert client.files.delete(file.id).deleted
print("ran: files")

runs = list(client.beta.threads.runs.list(thread.id, limit=2))
assert [one.status for one in runs] == ["failed", "cancelled", "completed", "completed", "completed"]
said = [one.content[0].text.value for one in client.beta.threads.messages.list(thread.id, limit=3, order="asc")]
assert said[:2] == ["What is 2 + 2?", "It is 4."], said
assert client.beta.threads.delete(thread.id).deleted
try:
    client.beta.threads.retrieve(thread.id)
    raise AssertionError("a deleted thread was found")
except NotFoundError:
    pass
assert client.beta.assistants.delete(assistant.id).deleted
print("ran: lists and deletion")
