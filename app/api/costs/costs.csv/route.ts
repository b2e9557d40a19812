import { listCosts } from "#lib/export/costs.ts";
import { currentGenerator } from "#lib/gemini/model-info.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { costsQuerySchema } from "#lib/schemas/cost.ts";

export const GET = route("read", async (request) => {
  const query = readQuery(request, costsQuerySchema);
  const { generator } = await currentGenerator();
  return new Response(await listCosts(query, generator === "demo"), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="costs-by-${query.groupBy}.csv"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
});
