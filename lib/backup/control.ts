import "server-only";
import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";
import { makeBackup, type Watched } from "#lib/backup/make-backup.ts";
import { openPlace } from "#lib/backup/place.ts";
import { CantStart } from "#lib/cant-start.ts";
import { isExpected } from "#lib/expected-errors.ts";
import { log } from "#lib/log.ts";
import { dataPath } from "#lib/storage/data-dir.ts";

/*
 * The embedded database belongs to one process, so the backup command asks that process. Only this machine reaches the port, and
 * only who may read DATA_DIR has the token.
 */

const contactSchema = z.object({ port: z.int(), token: z.string() });
const requestSchema = z.object({ place: z.string() });
/** One a line. */
const newsSchema = z.union([
  z.object({ done: z.string() }),
  z.object({ backup: z.string() }),
  z.object({ error: z.string() }),
]);
type News = z.infer<typeof newsSchema>;

/** The caller takes a long silence for the end. */
const ALIVE_MS = 30_000;

const contactPath = () => dataPath("control.json");

function isAllowed({ headers }: IncomingMessage, token: string): boolean {
  const [given, expected] = [Buffer.from(headers.authorization ?? ""), Buffer.from(`Bearer ${token}`)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function toMessage(error: unknown): string {
  if (isExpected(error)) return error.message;
  log().error({ err: error }, "backup failed");
  return error instanceof Error ? error.message : String(error);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const left = new AbortController();
  response.on("close", () => left.abort(new Error("The command was stopped.")));
  const alive = setInterval(() => response.write("\n"), ALIVE_MS);
  const tell = (news: News) => void response.write(`${JSON.stringify(news)}\n`);
  try {
    const { place } = requestSchema.parse(await json(request));
    const watched = { signal: left.signal, onProgress: (done: string) => tell({ done }) };
    const { name } = await makeBackup(openPlace(place), "manual", watched);
    tell({ backup: name });
  } catch (error) {
    tell({ error: toMessage(error) });
  }
  clearInterval(alive);
  response.end();
}

/** For as long as the process lives. */
export async function startControl(): Promise<void> {
  const token = randomBytes(32).toString("hex");
  const server = createServer((request, response) => {
    if (isAllowed(request, token)) return answer(request, response);
    response.writeHead(403).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const draft = `${contactPath()}.part`;
  await rm(draft, { force: true });
  await writeFile(draft, JSON.stringify({ port, token }), { mode: 0o600 });
  // Nobody reads half of it.
  await rename(draft, contactPath());
}

async function contact(): Promise<z.infer<typeof contactSchema> | null> {
  const text = await readFile(contactPath(), "utf8").catch(() => null);
  return text === null ? null : contactSchema.parse(JSON.parse(text));
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** Has the process that uses DATA_DIR make a backup. Returns its name; null where no process does. Throws `CantStart`. */
export async function askApp(place: string, onProgress: Watched["onProgress"]): Promise<string | null> {
  const found = await contact();
  if (!found) return null;
  const response = await fetch(`http://127.0.0.1:${found.port}/`, {
    method: "POST",
    headers: { authorization: `Bearer ${found.token}` },
    body: JSON.stringify({ place }),
  }).catch(() => null);
  // Nobody, or another program: the file is of a process that is gone.
  if (!response?.ok || !response.body) return null;
  for await (const line of linesOf(response.body)) {
    if (line === "") continue;
    const news = newsSchema.parse(JSON.parse(line));
    if ("error" in news) throw new CantStart(news.error);
    if ("backup" in news) return news.backup;
    onProgress(news.done);
  }
  throw new CantStart("Packshot stopped before the backup was complete.");
}
