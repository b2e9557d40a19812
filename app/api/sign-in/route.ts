import { signIn } from "#lib/auth/sign-in.ts";
import { readJson } from "#lib/http/read.ts";
import { publicRoute } from "#lib/http/route.ts";
import { withCookies } from "#lib/http/with-cookies.ts";
import { signInSchema } from "#lib/schemas/user.ts";

export const POST = publicRoute(
  async (request) => withCookies(await signIn(await readJson(request, signInSchema), request.headers)),
  { onFullDisk: "allowed" },
);
