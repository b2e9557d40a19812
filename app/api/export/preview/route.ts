import { previewExport } from "#lib/export/preview.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { exportQuerySchema } from "#lib/schemas/export.ts";

export const GET = route(
  "export",
  async (request) => Response.json(await previewExport(readQuery(request, exportQuerySchema))),
  { atOnce: "preview" },
);
