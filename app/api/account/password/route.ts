import { changePassword } from "#lib/auth/sign-in.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { withCookies } from "#lib/http/with-cookies.ts";
import { passwordChangeSchema } from "#lib/schemas/user.ts";

export const POST = route("account", async (request, _context, user) =>
  withCookies(await changePassword(user, await readJson(request, passwordChangeSchema), request.headers)),
);
