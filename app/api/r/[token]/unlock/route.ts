import { unlock } from "#lib/auth/review-link.ts";
import { readJson } from "#lib/http/read.ts";
import { publicRoute } from "#lib/http/route.ts";
import { withCookies } from "#lib/http/with-cookies.ts";
import { unlockSchema } from "#lib/schemas/review-link.ts";

export const POST = publicRoute<RouteContext<"/api/r/[token]/unlock">>(
  async (request, { params }) => {
    const { token } = await params;
    const { password } = await readJson(request, unlockSchema);
    return withCookies([await unlock(token, password, request.headers)]);
  },
  { onFullDisk: "allowed" },
);
