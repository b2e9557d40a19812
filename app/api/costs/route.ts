import { sumCosts } from "#lib/db/costs.ts";
import { currentGenerator } from "#lib/gemini/model-info.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { costsQuerySchema } from "#lib/schemas/cost.ts";

export const GET = route("read", async (request) => {
  const query = readQuery(request, costsQuerySchema);
  const { generator } = await currentGenerator();
  return Response.json(await sumCosts(query, generator === "demo"));
});
