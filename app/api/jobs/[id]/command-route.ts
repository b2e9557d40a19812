import { notFound } from "#lib/errors.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { readId, readIdempotency } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import type { JobCommand } from "#lib/schemas/job-state.ts";

const ENDS_WORK = new Set<JobCommand>(["cancel", "pause"]);

export function commandRoute(command: JobCommand) {
  return route<{ params: Promise<{ id: string }> }>(
    ENDS_WORK.has(command) ? "job" : "spend",
    async (request, { params }) => {
      const job = await commandJob(await readId(params, "job"), command, readIdempotency(request, null));
      if (!job) throw notFound("job");
      return Response.json(job);
    },
    ENDS_WORK.has(command) ? { onFullDisk: "allowed" } : {},
  );
}
