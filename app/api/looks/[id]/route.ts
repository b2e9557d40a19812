import { deleteLook, updateLook } from "#lib/catalog/looks.ts";
import { findLook } from "#lib/db/looks.ts";
import { notFound } from "#lib/errors.ts";
import { checkLook } from "#lib/generation/check-look.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { lookPatchSchema } from "#lib/schemas/look.ts";

type Context = RouteContext<"/api/looks/[id]">;

export const GET = route<Context>("read", async (_request, { params }) => {
  const look = await findLook(await readId(params, "look"));
  if (!look) throw notFound("look");
  return Response.json(look);
});

export const PATCH = route<Context>("prompt", async (request, { params }) => {
  const id = await readId(params, "look");
  const patch = await readJson(request, lookPatchSchema);
  await checkLook(patch, await findLook(id));
  const look = await updateLook(id, patch);
  if (!look) throw notFound("look");
  return Response.json(look);
});

export const DELETE = route<Context>("prompt", async (_request, { params }) => {
  if (!(await deleteLook(await readId(params, "look")))) throw notFound("look");
  return new Response(null, { status: 204 });
});
