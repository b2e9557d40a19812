const setting = (cookies: string[]) => cookies.map((cookie): [string, string] => ["set-cookie", cookie]);

/** A 204 that sets them. */
export function withCookies(cookies: string[], headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 204, headers: [...Object.entries(headers), ...setting(cookies)] });
}

export function jsonWithCookies(body: unknown, cookies: string[]): Response {
  return Response.json(body, { headers: setting(cookies) });
}
