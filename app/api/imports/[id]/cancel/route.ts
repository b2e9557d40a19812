import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { cancelImport } from "#lib/import/command-import.ts";

export const POST = route<RouteContext<"/api/imports/[id]/cancel">>(
  "catalog",
  async (_request, { params }) => {
    const cancelled = await cancelImport(await readId(params, "import"));
    if (!cancelled) throw notFound("import");
    return Response.json(cancelled);
  },
  { onFullDisk: "allowed" },
);
