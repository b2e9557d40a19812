import { signIn } from "#lib/auth/sign-in.ts";
import { readJson } from "#lib/http/read.ts";
import { publicRoute } from "#lib/http/route.ts";
import { jsonWithCookies, withCookies } from "#lib/http/with-cookies.ts";
import { signInSchema } from "#lib/schemas/user.ts";

export const POST = publicRoute(
  async (request) => {
    const { cookies, isSignedIn } = await signIn(await readJson(request, signInSchema), request.headers);
    return isSignedIn ? withCookies(cookies) : jsonWithCookies({ codeRequired: true }, cookies);
  },
  { onFullDisk: "allowed" },
);
