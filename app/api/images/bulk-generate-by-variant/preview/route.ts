import { previewBulkGeneration } from "#lib/generation/preview-job.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { bulkPreviewRequestSchema } from "#lib/schemas/bulk-generate.ts";

export const POST = route(
  "spend",
  async (request) => Response.json(await previewBulkGeneration(await readJson(request, bulkPreviewRequestSchema))),
  { onFullDisk: "allowed", atOnce: "preview" },
);
