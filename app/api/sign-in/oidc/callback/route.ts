import { finishOidc } from "#lib/auth/oidc/sign-in.ts";
import { oidcCookieName, setCookie } from "#lib/auth/session-cookie.ts";
import { publicRoute } from "#lib/http/route.ts";

/** What it compares with counts once. */
export const GET = publicRoute(async (request) => {
  const outcome = await finishOidc(new URL(request.url).search, request.headers);
  const location = outcome.ok ? outcome.next : `/sign-in?failed=${outcome.failure}`;
  const cookies = [setCookie(oidcCookieName(), "", 0), ...(outcome.ok ? outcome.cookies : [])];
  const headers = cookies.map((cookie): [string, string] => ["set-cookie", cookie]);
  return new Response(null, { status: 303, headers: [["location", location], ...headers] });
});
