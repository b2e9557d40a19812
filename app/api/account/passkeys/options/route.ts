import { newPasskeyOptions } from "#lib/auth/passkeys.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { optionalPasswordSchema } from "#lib/schemas/user.ts";

export const POST = route("account", async (request, _context, user) => {
  const { password } = await readJson(request, optionalPasswordSchema);
  return Response.json(await newPasskeyOptions(user, password, request.headers));
});
