// Small inputs that ask for large work, sent to the built app while /api/health is asked every 100 ms. Prints a table and a JSON
// line, and exits with 1 where an answer is not the wanted one, health takes longer than a second, or descriptors are left.
// DRILL_ONLY: the beginning of the names to run.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { noise } from "#tests/support/picture.ts";
import { pngBomb, tiffOf } from "#tests/support/picture-bombs.ts";
import { watchMemory } from "#tests/support/resident-size.ts";

const HEALTH_MS = 100;
const LONGEST_HEALTH_MS = 1_000;

const app = await spawnApp();

/** The process that listens: npm's child of a child. */
function serverPid(): number {
  const port = Number(new URL(app.url).port).toString(16).toUpperCase().padStart(4, "0");
  const listening = readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .find((line) => line.includes(`:${port} 00000000:0000 0A`));
  const inode = listening?.trim().split(/\s+/)[9] ?? "none";
  const found = execFileSync("sh", [
    "-c",
    `ls -l /proc/[0-9]*/fd 2>/dev/null | awk '/^\\/proc/{p=$0} /socket:\\[${inode}\\]/{print p}'`,
  ]);
  return Number(/\/proc\/(\d+)\//.exec(found.toString())?.[1] ?? 0);
}

const pid = serverPid();
const openFiles = () => readdirSync(`/proc/${pid}/fd`).length;

function cpuSeconds(): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Asks for health every 100 ms, also while an answer is still missing; `stop` waits for all of them. */
function watchHealth(): { stop(): Promise<{ slowestMs: number; missing: string[] }> } {
  const asked: Promise<number | string>[] = [];
  const timer = setInterval(() => {
    const began = performance.now();
    const signal = AbortSignal.timeout(60_000);
    asked.push(
      fetch(`${app.url}/api/health`, { signal }).then(
        async (response) => (response.ok ? performance.now() - began : `${response.status} ${await response.text()}`),
        (error: Error) => `${error.cause ?? error}`,
      ),
    );
  }, HEALTH_MS);
  return {
    async stop() {
      clearInterval(timer);
      const times = await Promise.all(asked);
      return {
        slowestMs: Math.round(Math.max(0, ...times.filter((time) => typeof time === "number"))),
        missing: times.filter((time) => typeof time === "string"),
      };
    },
  };
}

type Row = { name: string; wanted: string; run: () => Promise<string> };

async function post(path: string, body: FormData | string): Promise<Response> {
  const headers = new Headers(typeof body === "string" ? { "content-type": "application/json" } : {});
  return fetch(`${app.url}${path}`, { method: "POST", body, headers });
}

function form(name: string, bytes: Uint8Array, fields: Record<string, string> = {}): FormData {
  const body = new FormData();
  for (const [field, value] of Object.entries(fields)) body.set(field, value);
  body.set("file", new File([new Uint8Array(bytes)], name));
  return body;
}

async function json<Schema extends z.ZodType>(response: Response, schema: Schema): Promise<z.output<Schema>> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return schema.parse(await response.json());
}

const withId = z.object({ id: z.string() });
const newProduct = async (title: string) =>
  (await json(await post("/api/products", JSON.stringify({ title })), withId)).id;

/** The statuses, each once, with their number. */
const counted = (statuses: readonly (number | string)[]) =>
  [...Map.groupBy(statuses.toSorted(), (status) => status)]
    .map(([status, all]) => `${all.length} x ${status}`)
    .join(", ");

async function upload(bytes: Buffer, times: number): Promise<string> {
  const id = await newProduct("Bombs");
  const answers = await Promise.all(
    Array.from({ length: times }, () =>
      post(`/api/products/${id}/source-images`, form("a.png", bytes, { variant: "PT01" })),
    ),
  );
  return counted(answers.map(({ status }) => status));
}

const importFile = async (name: string, bytes: Buffer) => {
  const response = await post("/api/products/import", form(name, bytes));
  // Read to its end here: not everybody asks for the body.
  const body = await response.arrayBuffer();
  return new Response(body, response);
};

const storedBytes = (): number =>
  Number(
    execFileSync("du", ["-sb", `${app.dataDir}/images`])
      .toString()
      .split("\t")[0],
  );

/** A photo of one product, as a key of the store. */
async function storedPhoto(bytes: Buffer): Promise<string> {
  const id = await newProduct("Photo");
  const answer = await post(`/api/products/${id}/source-images`, form("a.jpg", bytes, { variant: "MAIN" }));
  return (await json(answer, z.object({ sourceImage: z.object({ url: z.string() }) }))).sourceImage.url;
}

/** Sends the head of an upload and a few bytes, and nothing more. */
function stall(): { end: () => void; closed: Promise<void> } {
  const headers = { "content-type": "multipart/form-data; boundary=x" };
  const sent = request(`${app.url}/api/products/import`, { method: "POST", headers });
  const closed = new Promise<void>((resolve) => sent.on("close", resolve).on("error", () => resolve()));
  sent.on("response", (response) => response.resume());
  sent.write('--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nsku,title\r\n');
  return { end: () => sent.destroy(), closed };
}

const rows: Row[] = [
  {
    name: "PNG 1 x 100,000,000, five at once",
    wanted: "5 x 422",
    run: async () => upload(await pngBomb({ width: 1, height: 100_000_000, bits: 1, colour: "grey" }), 5),
  },
  {
    name: "PNG 10,000 x 10,000, 16 bit, interlaced, six at once",
    wanted: "6 x 422",
    run: async () =>
      upload(await pngBomb({ width: 10_000, height: 10_000, bits: 16, colour: "rgba", interlaced: true }), 6),
  },
  {
    name: "PNG 9,000 x 9,000, interlaced, six at once: allowed",
    wanted: "5 x 200, 1 x 201",
    run: async () => upload(await pngBomb({ width: 9_000, height: 9_000, colour: "rgb", interlaced: true }), 6),
  },
  {
    name: "TIFF 8,000 x 8,000 of floats, six at once",
    wanted: "6 x 422",
    run: () => upload(tiffOf({ width: 8_000, height: 8_000, bits: 32 }), 6),
  },
  {
    name: "CSV of 200,000 columns",
    wanted: "422",
    run: async () => String((await importFile("a.csv", Buffer.from(`sku,title${",".repeat(200_000)}\n`))).status),
  },
  {
    name: "JSON of 4 MB with 470,000 keys",
    wanted: "413, answer below 1 KB",
    run: async () => {
      const keys = Object.fromEntries(Array.from({ length: 470_000 }, (_, key) => [key.toString(36), ""]));
      const body = JSON.stringify({ productIds: ["a"], variant: "MAIN", imageTypeId: "a", templateVariables: keys });
      const response = await post("/api/images/bulk-generate-by-variant", body);
      const size = (await response.text()).length;
      return `${response.status}, answer ${size < 1_024 ? "below 1 KB" : `of ${size}`}`;
    },
  },
  {
    name: "zip whose 1,000 rows all name one file of 1 MB",
    wanted: "200, less than 4 MB stored",
    run: async () => {
      const photo = await noise(590).png().toBuffer();
      const lines = Array.from({ length: 1_000 }, (_, row) => `Z${row},Mug,a.png`);
      const before = storedBytes();
      const answer = await importFile(
        "a.zip",
        await makeZip({ "catalog.csv": ["sku,title,MAIN", ...lines].join("\n"), "a.png": photo }),
      );
      const stored = storedBytes() - before;
      return `${answer.status}, ${stored < 4e6 ? "less than 4 MB stored" : `${stored} stored`}`;
    },
  },
  {
    name: "zip of 400 pictures",
    wanted: "200, 400 added",
    run: async () => {
      const names = Array.from({ length: 400 }, (_, row) => `${row}.jpg`);
      const photos = await Promise.all(names.map(async (name) => [name, await noise(300).jpeg().toBuffer()] as const));
      const lines = names.map((name, row) => `D${row},Mug,${name}`);
      const sheet = ["sku,title,MAIN", ...lines].join("\n");
      const answer = await importFile("a.zip", await makeZip({ "catalog.csv": sheet, ...Object.fromEntries(photos) }));
      const { imagesAdded } = await json(answer, z.object({ imagesAdded: z.number() }));
      return `${answer.status}, ${imagesAdded} added`;
    },
  },
  {
    name: "four uploads without length that send a few bytes",
    wanted: "another import: 200; closed by the server: 4",
    run: async () => {
      const uploads = Array.from({ length: 4 }, stall);
      await sleep(1_000);
      const { status } = await importFile("a.csv", Buffer.from("sku,title\nU1,Mug\n"));
      let closed = 0;
      for (const each of uploads) void each.closed.then(() => (closed += 1));
      for (let waited = 0; waited < 60 && closed < 4; waited += 1) await sleep(1_000);
      const ended = closed;
      for (const each of uploads) each.end();
      return `another import: ${status}; closed by the server: ${ended}`;
    },
  },
  {
    name: "HEAD on pictures, 1,200 times",
    wanted: "1200 x 200, 0 descriptors left",
    run: async () => {
      const url = await storedPhoto(await noise(300).jpeg().toBuffer());
      const thumbnail = url.replace("/api/files/", "/api/files/thumbnails/");
      const head = async (path: string) => (await fetch(`${app.url}${path}`, { method: "HEAD" })).status;
      await head(url);
      const before = openFiles();
      const statuses: number[] = [];
      for (let round = 0; round < 60; round += 1)
        statuses.push(
          ...(await Promise.all(Array.from({ length: 20 }, (_, each) => head(each % 2 ? url : thumbnail)))),
        );
      await sleep(6_000);
      // Connections that are kept alive are no leak: twenty at most.
      return `${counted(statuses)}, ${Math.max(0, openFiles() - before - 20)} descriptors left`;
    },
  },
  {
    name: "export with maxBytes=100000",
    wanted: "400",
    run: async () => String((await fetch(`${app.url}/api/export/images/x?maxBytes=100000`)).status),
  },
  {
    name: "template with a variable named constructor",
    wanted: "preview: 200",
    run: async () => {
      const variables = [{ name: "constructor", type: "text" }];
      const body = JSON.stringify({ name: "Hostile", promptText: "In {{constructor}}", variables });
      const { id: templateId } = await json(await post("/api/templates", body), withId);
      const types = z.object({ imageTypes: z.array(withId) });
      const { imageTypes } = await json(await fetch(`${app.url}/api/image-types`), types);
      const choice = {
        productIds: [await newProduct("Mug")],
        variant: "MAIN",
        imageTypeId: imageTypes[0]?.id,
        templateId,
      };
      const preview = await post("/api/images/bulk-generate-by-variant/preview", JSON.stringify(choice));
      return `preview: ${preview.status}`;
    },
  },
];

async function play({ name, wanted, run }: Row) {
  const health = watchHealth();
  const memory = watchMemory(() => pid);
  const [began, cpu] = [performance.now(), cpuSeconds()];
  const got = await run().catch((error: unknown) => `${error}`);
  const seconds = (performance.now() - began) / 1_000;
  const { slowestMs, missing } = await health.stop();
  const { peakMb } = memory.stop();
  const ok = got === wanted && slowestMs <= LONGEST_HEALTH_MS && missing.length === 0;
  return {
    name,
    wanted,
    got,
    seconds: Number(seconds.toFixed(1)),
    cpu: Number((cpuSeconds() - cpu).toFixed(1)),
    peakMb,
    slowestMs,
    missing: missing.length,
    why: counted(missing),
    ok,
  };
}

const only = process.env.DRILL_ONLY?.split(",");
const results = [];
for (const row of rows) {
  if (only && !only.some((name) => row.name.startsWith(name))) continue;
  const result = await play(row);
  results.push(result);
  console.log(
    `${result.ok ? "ok  " : "FAIL"} ${result.name}: ${result.got} in ${result.seconds} s, ${result.cpu} s of CPU, ${result.peakMb} MB at most; health at most ${result.slowestMs} ms, ${result.missing} missing${result.why && ` (${result.why})`}`,
  );
}
console.log(JSON.stringify({ hostile: results }));
app.child.kill("SIGTERM");
await new Promise((resolve) => app.child.once("exit", resolve));
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
