"""What programs written for Azure do with openai-python's `AzureOpenAI`: only the endpoint is another."""

import os
from importlib.metadata import version

from openai import AssistantEventHandler, AzureOpenAI

print("version:", version("openai"))

client = AzureOpenAI(
    azure_endpoint=os.environ["OPENAI_BASE_URL"].removesuffix("/v1"),
    api_key="unused",
    api_version="2024-05-01-preview",
)
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
assistant = client.beta.assistants.create(
    name="Tutor", instructions="You answer in one sentence.", model="my-deployment", tools=[WEATHER]
)
assert assistant.model == "my-deployment"
thread = client.beta.threads.create(messages=[{"role": "user", "content": "What is 2 + 2?"}])


def newest() -> str:
    return client.beta.threads.messages.list(thread.id, limit=1).data[0].content[0].text.value


run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
assert (run.status, newest()) == ("completed", "It is 4.")
print("ran: poll")

texts: list[str] = []


class Handler(AssistantEventHandler):
    def on_text_delta(self, delta, snapshot):
        texts.append(delta.value)


client.beta.threads.messages.create(thread.id, role="user", content="What is 2 + 2?")
with client.beta.threads.runs.stream(thread_id=thread.id, assistant_id=assistant.id, event_handler=Handler()) as stream:
    stream.until_done()
assert "".join(texts) == "It is 4."
assert len(texts) > 1
print("ran: stream")

client.beta.threads.messages.create(thread.id, role="user", content="What is the weather in Oslo?")
run = client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id)
assert run.status == "requires_action"
run = client.beta.threads.runs.submit_tool_outputs_and_poll(
    thread_id=thread.id,
    run_id=run.id,
    tool_outputs=[
        {"tool_call_id": call.id, "output": "sunny"} for call in run.required_action.submit_tool_outputs.tool_calls
    ],
)
assert (run.status, newest()) == ("completed", "It is sunny in Oslo.")
print("ran: function call")

question = [{"role": "user", "content": "What is 2 + 2?"}]
chunks = list(client.chat.completions.create(model="my-deployment", messages=question, stream=True))
assert "".join(one.choices[0].delta.content or "" for one in chunks if one.choices) == "It is 4."
print("ran: streamed chat completion of a deployment")
