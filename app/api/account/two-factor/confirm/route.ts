import { confirmTwoFactor } from "#lib/auth/two-factor.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { jsonWithCookies } from "#lib/http/with-cookies.ts";
import { codeSchema } from "#lib/schemas/user.ts";

export const POST = route("account", async (request, _context, user) => {
  const { code } = await readJson(request, codeSchema);
  const { backupCodes, cookies } = await confirmTwoFactor(user, code, request.headers);
  return jsonWithCookies({ backupCodes }, cookies);
});
