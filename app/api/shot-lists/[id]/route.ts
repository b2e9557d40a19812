import { deleteShotList, findShotList, updateShotList } from "#lib/db/shot-lists.ts";
import { notFound } from "#lib/errors.ts";
import { planShots } from "#lib/generation/plan-job.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { shotListPatchSchema } from "#lib/schemas/shot-list.ts";

type Context = RouteContext<"/api/shot-lists/[id]">;

export const GET = route<Context>("read", async (_request, { params }) => {
  const shotList = await findShotList(await readId(params, "shot list"));
  if (!shotList) throw notFound("shot list");
  return Response.json(shotList);
});

export const PATCH = route<Context>("prompt", async (request, { params }) => {
  const id = await readId(params, "shot list");
  const patch = await readJson(request, shotListPatchSchema);
  if (patch.shots) await planShots(patch.shots);
  const shotList = await updateShotList(id, patch);
  if (!shotList) throw notFound("shot list");
  return Response.json(shotList);
});

export const DELETE = route<Context>("prompt", async (_request, { params }) => {
  if (!(await deleteShotList(await readId(params, "shot list")))) throw notFound("shot list");
  return new Response(null, { status: 204 });
});
