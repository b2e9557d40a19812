import { signOut } from "#lib/auth/sign-in.ts";
import { publicRoute } from "#lib/http/route.ts";
import { withCookies } from "#lib/http/with-cookies.ts";

/** Pictures stay in a browser's cache for a long time otherwise. */
const FORGET = { "clear-site-data": '"cache"' };

export const POST = publicRoute(async (request) => withCookies(await signOut(request.headers), FORGET), {
  onFullDisk: "allowed",
});
