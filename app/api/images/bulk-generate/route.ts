import { startJobOfShots } from "#lib/generation/bulk-generation.ts";
import { readIdempotency, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { jobRequestSchema } from "#lib/schemas/bulk-generate.ts";

export const POST = route("spend", async (request) => {
  const input = await readJson(request, jobRequestSchema);
  return Response.json(await startJobOfShots(input, readIdempotency(request, input)), { status: 201 });
});
