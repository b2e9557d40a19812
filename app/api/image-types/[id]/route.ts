import { deleteImageType, findImageType, updateImageType } from "#lib/db/image-types.ts";
import { notFound } from "#lib/errors.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { imageTypePatchSchema } from "#lib/schemas/image-type.ts";

type Context = RouteContext<"/api/image-types/[id]">;

export const GET = route<Context>("read", async (_request, { params }) => {
  const imageType = await findImageType(await readId(params, "image type"));
  if (!imageType) throw notFound("image type");
  return Response.json(imageType);
});

export const PATCH = route<Context>("prompt", async (request, { params }) => {
  const id = await readId(params, "image type");
  const imageType = await updateImageType(id, await readJson(request, imageTypePatchSchema));
  if (!imageType) throw notFound("image type");
  return Response.json(imageType);
});

export const DELETE = route<Context>("prompt", async (_request, { params }) => {
  if (!(await deleteImageType(await readId(params, "image type")))) throw notFound("image type");
  return new Response(null, { status: 204 });
});
