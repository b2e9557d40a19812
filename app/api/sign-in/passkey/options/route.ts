import { passkeySignInOptions } from "#lib/auth/passkeys.ts";
import { publicRoute } from "#lib/http/route.ts";

export const POST = publicRoute(async () => Response.json(await passkeySignInOptions()), { onFullDisk: "allowed" });
