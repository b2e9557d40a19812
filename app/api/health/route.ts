import { readHealth } from "#lib/health.ts";
import { route } from "#lib/http/route.ts";

export const dynamic = "force-dynamic";

export const GET = route(async () => Response.json(await readHealth()));
