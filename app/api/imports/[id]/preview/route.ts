import { notFound } from "#lib/errors.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { previewImport } from "#lib/import/preview-import.ts";
import { importCorrectionsSchema } from "#lib/schemas/import.ts";

export const POST = route<RouteContext<"/api/imports/[id]/preview">>(
  "catalog",
  async (request, { params }) => {
    const corrections = await readJson(request, importCorrectionsSchema);
    const preview = await previewImport(await readId(params, "import"), corrections);
    if (!preview) throw notFound("import");
    return Response.json(preview);
  },
  { atOnce: "preview" },
);
