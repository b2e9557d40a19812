import { createHash } from "node:crypto";

/** Compares weakly, as RFC 9110 requires for `If-None-Match`. */
export function knows({ headers }: Request, etag: string): boolean {
  const tags = headers
    .get("if-none-match")
    ?.split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""));
  return tags?.some((tag) => tag === etag || tag === "*") ?? false;
}

/** For what is asked for again and again: a browser that has this answer already gets an empty 304. */
export function revalidatedJson(request: Request, value: unknown): Response {
  const body = JSON.stringify(value);
  const etag = `"${createHash("sha256").update(body).digest("base64url")}"`;
  const headers = { etag, "cache-control": "private, no-cache" };
  if (knows(request, etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
}
