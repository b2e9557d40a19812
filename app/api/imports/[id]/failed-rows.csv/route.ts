import { findImport } from "#lib/db/imports/read.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { failedRowsKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";

export const GET = route<RouteContext<"/api/imports/[id]/failed-rows.csv">>("catalog", async (_request, { params }) => {
  const found = await findImport(await readId(params, "import"));
  const object = found?.failedRowsUrl ? await store().open(failedRowsKey(found.id)) : null;
  if (!object) throw notFound("list of failed rows");
  return new Response(object.body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="failed-rows.csv"',
      "content-length": String(object.bytes),
      "x-content-type-options": "nosniff",
    },
  });
});
