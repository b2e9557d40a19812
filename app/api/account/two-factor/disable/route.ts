import { stopTwoFactor } from "#lib/auth/two-factor.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { withCookies } from "#lib/http/with-cookies.ts";
import { passwordSchema } from "#lib/schemas/user.ts";

export const POST = route("account", async (request, _context, user) => {
  const { password } = await readJson(request, passwordSchema);
  return withCookies(await stopTwoFactor(user, password, request.headers));
});
