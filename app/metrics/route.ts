import { route } from "#lib/http/route.ts";
import { readMetrics } from "#lib/metrics.ts";

export const dynamic = "force-dynamic";

export const GET = route("metrics", async () => {
  return new Response(await readMetrics(), { headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" } });
});
