import { createShotList, listShotLists } from "#lib/db/shot-lists.ts";
import { planShots } from "#lib/generation/plan-job.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { shotListInputSchema } from "#lib/schemas/shot-list.ts";

export const GET = route("read", async () => Response.json({ shotLists: await listShotLists() }));

export const POST = route("prompt", async (request) => {
  const input = await readJson(request, shotListInputSchema);
  await planShots(input.shots);
  return Response.json(await createShotList(input), { status: 201 });
});
