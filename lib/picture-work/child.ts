// A process of the pool. It ends with the process that started it.
import { getPriority, setPriority } from "node:os";
import type { Reply, Request } from "#lib/picture-work/protocol.ts";
import { tasks } from "#lib/picture-work/tasks.ts";
import { isLarge } from "#lib/pictures/decode.ts";
import { REFUSALS, type RefusalName } from "#lib/pictures/refusals.ts";
import { sharp } from "#lib/pictures/sharp.ts";

/** Pages go first. */
const NICENESS = 5;

// The pool has a process for each core.
sharp.concurrency(1);
// Raising it is forbidden to all but root, where the app itself was started with less.
if (getPriority() < NICENESS) setPriority(NICENESS);
// A terminal's Ctrl-C reaches this process too, while the other one still works.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("disconnect", () => process.exit());
// What it says to one that is gone already.
process.on("error", () => process.exit());

const names = Object.keys(REFUSALS) as RefusalName[];

function toReply(error: unknown): Reply {
  const by = names.find((name) => error instanceof REFUSALS[name]);
  if (by && error instanceof Error) return { kind: "refused", by, message: error.message };
  return { kind: "failed", message: String(error instanceof Error ? error.stack : error) };
}

async function run({ name, args, alone }: Request): Promise<Reply> {
  if (!alone && (await isLarge(args[0]))) return { kind: "large" };
  const task = tasks[name] as (...given: typeof args) => Promise<unknown>;
  return { kind: "done", value: await task(...args) };
}

process.on("message", async (request: Request) => {
  process.send?.(await run(request).catch(toReply));
});
process.send?.("started");
