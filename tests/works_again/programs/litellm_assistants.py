"""LiteLLM's functions for assistants: create, list, thread, message, run, stream."""

from importlib.metadata import version

import litellm
from litellm.types.llms.openai import AssistantEventHandler

print("version:", version("litellm"))

assistant = litellm.create_assistants(
    custom_llm_provider="openai", model="gpt-4", instructions="You answer in one sentence.", name="Tutor"
)
assert assistant.id in [one.id for one in litellm.get_assistants(custom_llm_provider="openai").data]


def ask(text: str) -> None:
    litellm.add_message(custom_llm_provider="openai", thread_id=thread.id, role="user", content=text)


def newest() -> str:
    return litellm.get_messages(custom_llm_provider="openai", thread_id=thread.id).data[0].content[0].text.value


thread = litellm.create_thread(custom_llm_provider="openai", messages=[{"role": "user", "content": "What is 2 + 2?"}])
assert litellm.get_thread(custom_llm_provider="openai", thread_id=thread.id).id == thread.id
run = litellm.run_thread(custom_llm_provider="openai", thread_id=thread.id, assistant_id=assistant.id)
assert (run.status, newest()) == ("completed", "It is 4.")
print("ran: poll")

texts: list[str] = []


class Handler(AssistantEventHandler):
    def on_text_delta(self, delta, snapshot):
        texts.append(delta.value)


ask("What is 2 + 2?")
with litellm.run_thread_stream(
    custom_llm_provider="openai", thread_id=thread.id, assistant_id=assistant.id, event_handler=Handler()
) as stream:
    stream.until_done()
assert "".join(texts) == "It is 4."
assert len(texts) > 1
print("ran: stream")
assert litellm.delete_assistant(custom_llm_provider="openai", assistant_id=assistant.id).deleted
print("ran: lists and deletion")
