// Everything that openai-node does with files, as its documentation shows it.
import fs from "node:fs";
import OpenAI, { toFile } from "openai";

const client = new OpenAI();
const table = Buffer.from(Uint8Array.from({ length: 256_000 }, (_, at) => at % 256));
const path = "データ.csv";
fs.writeFileSync(path, table);
const ways = {
  "read stream": async () => fs.createReadStream(path),
  file: async () => new File([table], "a b.csv"),
  bytes: async () => toFile(table, "Отчёт.csv"),
  typed: async () => toFile(table, "a.csv", { type: "text/csv" }),
};

const ids = [];
for (const [way, given] of Object.entries(ways)) {
  const file = await client.files.create({
    file: await given(),
    purpose: "assistants",
    expires_after: { anchor: "created_at", seconds: 3600 },
  });
  console.log(`${way}: ${file.filename} ${file.bytes} ${file.purpose} ${file.expires_at - file.created_at}`);
  ids.push(file.id);
}
console.log("retrieved:", (await client.files.retrieve(ids[0])).status);
if (client.files.waitForProcessing) console.log("waited:", (await client.files.waitForProcessing(ids[0])).id === ids[0]);

const listed = [];
for await (const file of client.files.list({ purpose: "assistants", limit: 3, order: "asc" })) listed.push(file.id);
console.log("pages:", listed.join() === ids.join());

const response = await client.files.content(ids[0]);
console.log("read:", Buffer.from(await response.arrayBuffer()).equals(table), response.headers.get("content-length"));
const pieces = [];
for await (const piece of (await client.files.content(ids[0])).body) pieces.push(piece);
console.log("streamed:", Buffer.concat(pieces).equals(table));

for (const id of ids) console.log("deleted:", (await client.files.delete(id)).deleted);
await client.files.content(ids[0]).catch((error) => console.log("gone:", error.status, error.error.message.slice(0, 19)));
await client.files
  .create({ file: await ways.bytes(), purpose: "wrong" })
  .catch((error) => console.log("refused:", error.status, error.param));
fs.rmSync(path);
