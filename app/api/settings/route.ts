import { patchSettings, readSettings } from "#lib/generation/settings.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { settingsPatchSchema } from "#lib/schemas/settings.ts";

export const GET = route("read", async () => Response.json(await readSettings()));

export const PATCH = route("admin", async (request) => {
  return Response.json(await patchSettings(await readJson(request, settingsPatchSchema)));
});
