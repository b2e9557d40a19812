import { readHealth } from "#lib/health.ts";
import { publicRoute } from "#lib/http/route.ts";

export const dynamic = "force-dynamic";

export const GET = publicRoute(async () => Response.json(await readHealth()));
