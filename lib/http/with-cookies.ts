/** A 204 that sets them. */
export function withCookies(cookies: string[], headers: Record<string, string> = {}): Response {
  return new Response(null, {
    status: 204,
    headers: [...Object.entries(headers), ...cookies.map((cookie): [string, string] => ["set-cookie", cookie])],
  });
}
