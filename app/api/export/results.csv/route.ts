import { env } from "#lib/env.ts";
import { openResults } from "#lib/export/results.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { resultsQuerySchema } from "#lib/schemas/export.ts";

export const GET = route("export", async (request) => {
  const origin = env().APP_URL ?? new URL(request.url).origin;
  const csv = await openResults(readQuery(request, resultsQuerySchema), origin);
  return new Response(csv, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="results.csv"',
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
});
