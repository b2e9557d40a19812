import { signInWithPasskey } from "#lib/auth/passkeys.ts";
import { readJson } from "#lib/http/read.ts";
import { publicRoute } from "#lib/http/route.ts";
import { withCookies } from "#lib/http/with-cookies.ts";
import { passkeySignInSchema } from "#lib/schemas/passkey.ts";

export const POST = publicRoute(
  async (request) => {
    const { credential } = await readJson(request, passkeySignInSchema);
    return withCookies([await signInWithPasskey(credential, request.headers)]);
  },
  { onFullDisk: "allowed" },
);
