import { createLook, listLooks } from "#lib/db/looks.ts";
import { checkLook } from "#lib/generation/check-look.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { lookInputSchema } from "#lib/schemas/look.ts";

export const GET = route("read", async () => Response.json({ looks: await listLooks() }));

export const POST = route("prompt", async (request) => {
  const input = await readJson(request, lookInputSchema);
  await checkLook(input);
  return Response.json(await createLook(input), { status: 201 });
});
