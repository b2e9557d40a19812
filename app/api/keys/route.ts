import { findApiKeys, makeApiKey } from "#lib/auth/api-keys.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { apiKeyInputSchema } from "#lib/schemas/api-key.ts";

export const GET = route("account", async (_request, _context, user) =>
  Response.json({ keys: await findApiKeys(user) }),
);

export const POST = route("account", async (request, _context, user) =>
  Response.json(await makeApiKey(user, await readJson(request, apiKeyInputSchema)), { status: 201 }),
);
