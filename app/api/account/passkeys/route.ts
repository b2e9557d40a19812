import { createPasskey } from "#lib/auth/passkeys.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { passkeyInputSchema } from "#lib/schemas/passkey.ts";

export const POST = route("account", async (request, _context, user) => {
  const { name, credential } = await readJson(request, passkeyInputSchema);
  return Response.json(await createPasskey(user, name, credential), { status: 201 });
});
