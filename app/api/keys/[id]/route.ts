import { revokeApiKey } from "#lib/auth/api-keys.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const DELETE = route<RouteContext<"/api/keys/[id]">>("account", async (_request, { params }, user) => {
  if (!(await revokeApiKey(user, await readId(params, "key")))) throw notFound("key");
  return new Response(null, { status: 204 });
});
