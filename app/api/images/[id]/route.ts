import { findImage } from "#lib/db/images/read.ts";
import { notFound } from "#lib/errors.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { deleteImage } from "#lib/review/delete-image.ts";
import { changeImage } from "#lib/review/versions.ts";
import { imageChangeSchema } from "#lib/schemas/image.ts";

type Context = RouteContext<"/api/images/[id]">;

export const GET = route<Context>("read", async (_request, { params }) => {
  const image = await findImage(await readId(params, "image"));
  if (!image) throw notFound("image");
  return Response.json(image);
});

export const PATCH = route<Context>("version", async (request, { params }) => {
  const id = await readId(params, "image");
  const image = await changeImage(id, await readJson(request, imageChangeSchema));
  if (!image) throw notFound("image");
  return Response.json({ image });
});

export const DELETE = route<Context>("version", async (_request, { params }, user) => {
  if (!(await deleteImage(await readId(params, "image"), user))) throw notFound("image");
  return new Response(null, { status: 204 });
});
