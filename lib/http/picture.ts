import "server-only";
import { IDLE_HOURS } from "#lib/db/users/sessions.ts";
import { env } from "#lib/env.ts";
import { notFound } from "#lib/errors.ts";
import { knows } from "#lib/http/revalidated.ts";
import { isSourceKey, isStorageKey } from "#lib/storage/keys.ts";
import { openPhoto } from "#lib/storage/open-photo.ts";
import { store } from "#lib/storage/storage.ts";

const YEAR_S = 31_536_000;
/** Not longer than a session that nobody uses. A sign-out empties the cache. */
const SESSION_S = IDLE_HOURS * 3_600;

/** Whoever asks for it may see it. Throws a 404 `AppError`. */
export async function sendPicture(request: Request, key: string): Promise<Response> {
  const isPhoto = isSourceKey(key);
  // Objects are written once, so the key itself tells versions apart. Before photos were stripped, their tag was the key alone.
  const headers = {
    etag: isPhoto ? `"${key};stripped"` : `"${key}"`,
    "cache-control": `private, max-age=${env().AUTH === "local" ? YEAR_S : SESSION_S}, immutable`,
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
  };
  const isKnown = knows(request, headers.etag);
  const object = isStorageKey(key)
    ? await (isPhoto && !isKnown ? openPhoto(key, request.signal) : store().open(key))
    : null;
  if (!object) throw notFound("file");
  const { body, bytes, contentType } = object;
  if (isKnown) {
    await body.cancel();
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, {
    headers: {
      ...headers,
      "content-type": contentType,
      "content-length": String(bytes),
    },
  });
}
