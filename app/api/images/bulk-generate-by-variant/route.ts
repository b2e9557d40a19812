import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { readIdempotencyKey, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { bulkGenerateRequestSchema } from "#lib/schemas/bulk-generate.ts";

export const POST = route(async (request) => {
  const input = await readJson(request, bulkGenerateRequestSchema);
  return Response.json(await startBulkGeneration(input, readIdempotencyKey(request)), { status: 201 });
});
