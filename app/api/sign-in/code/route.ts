import { signInWithCode } from "#lib/auth/two-factor.ts";
import { readJson } from "#lib/http/read.ts";
import { publicRoute } from "#lib/http/route.ts";
import { withCookies } from "#lib/http/with-cookies.ts";
import { codeSchema } from "#lib/schemas/user.ts";

export const POST = publicRoute(
  async (request) => {
    const { code } = await readJson(request, codeSchema);
    return withCookies(await signInWithCode(code, request.headers));
  },
  { onFullDisk: "allowed" },
);
