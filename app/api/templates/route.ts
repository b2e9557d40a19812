import { createTemplate, listTemplates } from "#lib/db/templates.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { templateInputSchema } from "#lib/schemas/template.ts";

export const GET = route("read", async () => Response.json({ templates: await listTemplates() }));

export const POST = route("prompt", async (request) =>
  Response.json(await createTemplate(await readJson(request, templateInputSchema)), { status: 201 }),
);
