import { listJobs } from "#lib/db/jobs/read.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { jobsQuerySchema } from "#lib/schemas/job.ts";

export const GET = route("read", async (request) => Response.json(await listJobs(readQuery(request, jobsQuerySchema))));
