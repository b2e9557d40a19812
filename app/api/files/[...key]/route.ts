import { notFound } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { isStorageKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";

/** Is this tag among those of an `If-None-Match`? Compared weakly, as RFC 9110 asks. */
function knows(header: string | null, etag: string): boolean {
  const tags = header?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(etag) || tags.includes("*");
}

export const GET = route<RouteContext<"/api/files/[...key]">>(async (request, { params }) => {
  const key = (await params).key.join("/");
  const object = isStorageKey(key) ? await store().open(key) : null;
  if (!object) throw notFound("file");
  // Objects are written once, so the key itself tells versions apart.
  const headers = {
    etag: `"${key}"`,
    "cache-control": "private, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
  };
  if (knows(request.headers.get("if-none-match"), headers.etag)) {
    await object.body.cancel();
    return new Response(null, { status: 304, headers });
  }
  return new Response(object.body, {
    headers: {
      ...headers,
      "content-type": object.contentType,
      "content-length": String(object.bytes),
    },
  });
});
