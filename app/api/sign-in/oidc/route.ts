import { pathOf } from "#lib/auth/next-path.ts";
import { startOidc } from "#lib/auth/oidc/sign-in.ts";
import { readJson } from "#lib/http/read.ts";
import { publicRoute } from "#lib/http/route.ts";
import { jsonWithCookies } from "#lib/http/with-cookies.ts";
import { oidcStartSchema } from "#lib/schemas/user.ts";

export const POST = publicRoute(
  async (request) => {
    const { next } = await readJson(request, oidcStartSchema);
    const { url, cookies } = await startOidc(pathOf(next));
    return jsonWithCookies({ url }, cookies);
  },
  { onFullDisk: "allowed" },
);
