import { notFound } from "#lib/errors.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { startImport } from "#lib/import/command-import.ts";
import { importCorrectionsSchema } from "#lib/schemas/import.ts";

export const POST = route<RouteContext<"/api/imports/[id]/start">>("catalog", async (request, { params }) => {
  const corrections = await readJson(request, importCorrectionsSchema);
  const started = await startImport(await readId(params, "import"), corrections);
  if (!started) throw notFound("import");
  return Response.json(started);
});
