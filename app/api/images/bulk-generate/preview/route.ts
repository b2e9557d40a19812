import { previewJob } from "#lib/generation/preview-job.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { jobRequestSchema } from "#lib/schemas/bulk-generate.ts";

export const POST = route(
  "spend",
  async (request) => Response.json(await previewJob(await readJson(request, jobRequestSchema))),
  { onFullDisk: "allowed", atOnce: "preview" },
);
