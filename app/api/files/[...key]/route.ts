import { notFound } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { stripMetadata } from "#lib/pictures/strip.ts";
import { isSourceKey, isStorageKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import type { StoredObject } from "#lib/storage/store.ts";

/** Is this tag among those of an `If-None-Match`? Compared weakly, as RFC 9110 asks. */
function knows(header: string | null, etag: string): boolean {
  const tags = header?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(etag) || tags.includes("*");
}

/** A photo as viewers may see it: where it was taken, and with what, is the seller's business. */
async function withoutMetadata({ body, contentType }: StoredObject) {
  const bytes = new Uint8Array(await new Response(body).arrayBuffer());
  const stripped = stripMetadata(bytes) ?? { bytes, mimeType: contentType };
  return { body: stripped.bytes, bytes: stripped.bytes.byteLength, contentType: stripped.mimeType };
}

export const GET = route<RouteContext<"/api/files/[...key]">>(async (request, { params }) => {
  const key = (await params).key.join("/");
  const object = isStorageKey(key) ? await store().open(key) : null;
  if (!object) throw notFound("file");
  const isPhoto = isSourceKey(key);
  // Objects are written once, so the key itself tells versions apart. Before photos were stripped, their tag was the key alone.
  const headers = {
    etag: isPhoto ? `"${key};stripped"` : `"${key}"`,
    "cache-control": "private, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
  };
  if (knows(request.headers.get("if-none-match"), headers.etag)) {
    await object.body.cancel();
    return new Response(null, { status: 304, headers });
  }
  const { body, bytes, contentType } = isPhoto ? await withoutMetadata(object) : object;
  return new Response(body, {
    headers: {
      ...headers,
      "content-type": contentType,
      "content-length": String(bytes),
    },
  });
});
