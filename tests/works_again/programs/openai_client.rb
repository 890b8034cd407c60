# What programs do with ruby-openai: poll, stream, answer a call, list.

require "json"
require "openai"

puts "version: #{OpenAI::VERSION}"

def check(found, expected)
  raise "#{found.inspect} is not #{expected.inspect}" unless found == expected
end

client = OpenAI::Client.new(access_token: ENV.fetch("OPENAI_API_KEY"), uri_base: ENV.fetch("OPENAI_BASE_URL"))
assistant = client.assistants.create(
  parameters: {
    name: "Tutor",
    instructions: "You answer in one sentence.",
    model: "gpt-4",
    tools: [{
      type: "function",
      function: {
        name: "get_weather",
        parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] }
      }
    }]
  }
)["id"]
thread = client.threads.create["id"]
ask = ->(text) { client.messages.create(thread_id: thread, parameters: { role: "user", content: text }) }
newest = -> { client.messages.list(thread_id: thread)["data"].first.dig("content", 0, "text", "value") }
finished = lambda do |run|
  while %w[queued in_progress].include?(run["status"])
    sleep 0.1
    run = client.runs.retrieve(id: run["id"], thread_id: thread)
  end
  run
end

ask.call("What is 2 + 2?")
run = finished.call(client.runs.create(thread_id: thread, parameters: { assistant_id: assistant }))
check([run["status"], newest.call], ["completed", "It is 4."])
puts "ran: poll"

ask.call("What is 2 + 2?")
texts = []
client.runs.create(
  thread_id: thread,
  parameters: {
    assistant_id: assistant,
    stream: proc do |chunk, _bytesize|
      texts << chunk.dig("delta", "content", 0, "text", "value") if chunk["object"] == "thread.message.delta"
    end
  }
)
check([texts.join, texts.length > 1], ["It is 4.", true])
puts "ran: stream"

ask.call("What is the weather in Oslo?")
run = finished.call(client.runs.create(thread_id: thread, parameters: { assistant_id: assistant }))
check(run["status"], "requires_action")
call = run.dig("required_action", "submit_tool_outputs", "tool_calls", 0)
check([call.dig("function", "name"), JSON.parse(call.dig("function", "arguments"))], ["get_weather", { "city" => "Oslo" }])
outputs = { tool_outputs: [{ tool_call_id: call["id"], output: "sunny" }] }
run = finished.call(client.runs.submit_tool_outputs(thread_id: thread, run_id: run["id"], parameters: outputs))
check([run["status"], newest.call], ["completed", "It is sunny in Oslo."])
puts "ran: function call"

check(client.runs.list(thread_id: thread)["data"].length, 3)
check(client.threads.delete(id: thread)["deleted"], true)
check(client.assistants.delete(id: assistant)["deleted"], true)
puts "ran: lists and deletion"
