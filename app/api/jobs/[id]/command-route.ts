import { commandJob } from "#lib/generation/job-commands.ts";
import { notFound, readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import type { JobCommand } from "#lib/schemas/job.ts";

/** The handler that gives the job named in the path this command. */
export function commandRoute(command: JobCommand) {
  return route<{ params: Promise<{ id: string }> }>(async (_request, { params }) => {
    const job = await commandJob(await readId(params, "job"), command);
    if (!job) throw notFound("job");
    return Response.json(job);
  });
}
