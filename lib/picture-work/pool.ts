import "server-only";
import { availableParallelism } from "node:os";
import { once } from "#lib/once.ts";
import { ProcessEnded, ProcessPool } from "#lib/picture-work/process-pool.ts";
import type { Reply, Request } from "#lib/picture-work/protocol.ts";
import type { TaskName, Tasks } from "#lib/picture-work/tasks.ts";
import { REFUSALS } from "#lib/pictures/refusals.ts";
import { Slots } from "#lib/slots.ts";

const MAX_PROCESSES = 4;

/** The message is shown to the user. */
export class PictureProcessEnded extends Error {
  override readonly name = "PictureProcessEnded";
}

const pool = () => once("picture-pool", () => new ProcessPool(Math.min(MAX_PROCESSES, availableParallelism())));
const large = () => once("large-pictures", () => new Slots(1));

/** Once more where the process ended: another picture may have taken the memory. */
async function send(request: Request, signal?: AbortSignal): Promise<Reply> {
  try {
    return await pool().run(request, signal);
  } catch (error) {
    if (!(error instanceof ProcessEnded)) throw error;
  }
  return pool()
    .run(request, signal)
    .catch((cause: unknown) => {
      if (!(cause instanceof ProcessEnded)) throw cause;
      throw new PictureProcessEnded("Decoding the picture ended the process twice: it needs too much memory or time.", {
        cause,
      });
    });
}

/**
 * Runs a task in a process of the pool, so that neither its work nor its end is felt by what else this process does.
 * Throws `NotAPicture`, `CantFix`, `PictureProcessEnded`, and the signal's reason.
 */
export async function runPictureTask<Name extends TaskName>(
  name: Name,
  args: Parameters<Tasks[Name]>,
  signal?: AbortSignal,
): Promise<Awaited<ReturnType<Tasks[Name]>>> {
  const request = { name, args };
  const first = await send({ ...request, alone: false }, signal);
  const reply =
    first.kind === "large" ? await large().run(1, () => send({ ...request, alone: true }, signal), signal) : first;
  if (reply.kind === "done") return reply.value as Awaited<ReturnType<Tasks[Name]>>;
  if (reply.kind === "refused") throw new REFUSALS[reply.by](reply.message);
  throw new Error(reply.kind === "failed" ? reply.message : `${name} was not done.`);
}
