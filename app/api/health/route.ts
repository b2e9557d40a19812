import { readHealth } from "#lib/health.ts";
import { publicRoute } from "#lib/http/route.ts";

export const dynamic = "force-dynamic";

/** Without a session only whether it works. */
export const GET = publicRoute(async (_request, _context, user) => {
  const health = await readHealth(user !== null);
  return Response.json(user ? health : { status: health.status });
});
