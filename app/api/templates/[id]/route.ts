import { deleteTemplate, findTemplate, updateTemplate } from "#lib/db/templates.ts";
import { notFound } from "#lib/errors.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { templatePatchSchema } from "#lib/schemas/template.ts";

type Context = RouteContext<"/api/templates/[id]">;

export const GET = route<Context>("read", async (_request, { params }) => {
  const template = await findTemplate(await readId(params, "template"));
  if (!template) throw notFound("template");
  return Response.json(template);
});

export const PATCH = route<Context>("prompt", async (request, { params }) => {
  const id = await readId(params, "template");
  const template = await updateTemplate(id, await readJson(request, templatePatchSchema));
  if (!template) throw notFound("template");
  return Response.json(template);
});

export const DELETE = route<Context>("prompt", async (_request, { params }) => {
  if (!(await deleteTemplate(await readId(params, "template")))) throw notFound("template");
  return new Response(null, { status: 204 });
});
