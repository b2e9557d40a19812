import { notFound, readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { startImport } from "#lib/import/command-import.ts";
import { importColumnsRequestSchema } from "#lib/schemas/import.ts";

export const POST = route<RouteContext<"/api/imports/[id]/start">>(async (request, { params }) => {
  const { columns } = await readJson(request, importColumnsRequestSchema);
  const started = await startImport(await readId(params, "import"), columns ?? null);
  if (!started) throw notFound("import");
  return Response.json(started);
});
