<?php
// What programs do with openai-php: poll, stream, answer a call, list.

require __DIR__ . '/vendor/autoload.php';

echo 'version: ', Composer\InstalledVersions::getPrettyVersion('openai-php/client'), "\n";

function check(mixed $found, mixed $expected): void
{
    if ($found !== $expected) {
        throw new Exception(var_export($found, true) . ' is not ' . var_export($expected, true));
    }
}

$client = OpenAI::factory()
    ->withApiKey(getenv('OPENAI_API_KEY'))
    ->withBaseUri(getenv('OPENAI_BASE_URL'))
    ->withHttpHeader('OpenAI-Beta', 'assistants=v2')
    ->make();
$assistant = $client->assistants()->create([
    'name' => 'Tutor',
    'instructions' => 'You answer in one sentence.',
    'model' => 'gpt-4',
    'metadata' => [],
    'tools' => [[
        'type' => 'function',
        'function' => [
            'name' => 'get_weather',
            'parameters' => ['type' => 'object', 'properties' => ['city' => ['type' => 'string']], 'required' => ['city']],
        ],
    ]],
]);
$thread = $client->threads()->create([]);
$runs = $client->threads()->runs();
$ask = fn (string $text) => $client->threads()->messages()->create($thread->id, ['role' => 'user', 'content' => $text]);
$newest = fn () => $client->threads()->messages()->list($thread->id, ['limit' => 1])->data[0]->content[0]->text->value;
$finished = function ($run) use ($runs, $thread) {
    while (in_array($run->status, ['queued', 'in_progress'], true)) {
        usleep(100_000);
        $run = $runs->retrieve($thread->id, $run->id);
    }
    return $run;
};

$ask('What is 2 + 2?');
check($finished($runs->create($thread->id, ['assistant_id' => $assistant->id]))->status, 'completed');
check($newest(), 'It is 4.');
echo "ran: poll\n";

$ask('What is 2 + 2?');
$events = [];
foreach ($runs->createStreamed($thread->id, ['assistant_id' => $assistant->id]) as $answer) {
    $events[] = $answer->event;
}
check(in_array('thread.message.delta', $events, true), true);
check(in_array('thread.run.completed', $events, true), true);
check($newest(), 'It is 4.');
echo "ran: stream\n";

$ask('What is the weather in Oslo?');
$run = $finished($runs->create($thread->id, ['assistant_id' => $assistant->id]));
check($run->status, 'requires_action');
$call = $run->requiredAction->submitToolOutputs->toolCalls[0];
check([$call->function->name, json_decode($call->function->arguments, true)], ['get_weather', ['city' => 'Oslo']]);
$outputs = ['tool_outputs' => [['tool_call_id' => $call->id, 'output' => 'sunny']]];
check($finished($runs->submitToolOutputs($thread->id, $run->id, $outputs))->status, 'completed');
check($newest(), 'It is sunny in Oslo.');
echo "ran: function call\n";

check(count($runs->list($thread->id)->data), 3);
check($client->threads()->delete($thread->id)->deleted, true);
check($client->assistants()->delete($assistant->id)->deleted, true);
echo "ran: lists and deletion\n";
