import { generateSingleImage } from "#lib/generation/single-generation.ts";
import { readIdempotency, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { generateImageRequestSchema } from "#lib/schemas/image.ts";

export const POST = route(
  "spend",
  async (request) => {
    const input = await readJson(request, generateImageRequestSchema);
    const image = await generateSingleImage(input, readIdempotency(request, input), request.signal);
    return Response.json({ image }, { status: 201 });
  },
  { atOnce: "generate" },
);
