"""A typical first program for the Assistants API. Only OPENAI_BASE_URL is different."""

import time

from openai import OpenAI

client = OpenAI()

assistant = client.beta.assistants.create(
    name="Math Tutor",
    instructions="You are a personal math tutor.",
    model="gpt-4",
)
thread = client.beta.threads.create()

for question in ("What is 2 + 2?", "And 3 + 3?"):
    client.beta.threads.messages.create(thread_id=thread.id, role="user", content=question)
    run = client.beta.threads.runs.create(thread_id=thread.id, assistant_id=assistant.id)
    while run.status in ("queued", "in_progress", "cancelling"):
        print("status:", run.status, flush=True)
        time.sleep(1)
        run = client.beta.threads.runs.retrieve(run.id, thread_id=thread.id)
    print("status:", run.status)

for message in client.beta.threads.messages.list(thread.id, order="asc"):
    for part in message.content:
        if part.type == "text":
            print(f"{message.role}: {part.text.value}")

for run in client.beta.threads.runs.list(thread.id, order="asc"):
    print("run:", run.status, run.last_error.message if run.last_error else "-")
