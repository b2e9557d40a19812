import "server-only";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { MANY_ROWS, type Transaction, transaction } from "#lib/db/client.ts";
import { despiteLostAnswer } from "#lib/db/connection/lost-answer.ts";
import { AppError } from "#lib/errors.ts";
import { PictureProcessEnded, runPictureTask } from "#lib/picture-work/pool.ts";
import type { InspectedPicture, PictureFacts } from "#lib/pictures/inspect.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import { sourceKey } from "#lib/storage/keys.ts";
import { keepNoted, noteObjects, releaseNoted } from "#lib/storage/remove-objects.ts";
import { putPicture, store } from "#lib/storage/storage.ts";

type NewPicture = PictureFacts & { id: string; storageKey: string };

/** Throws a 422 `AppError` if it is not a picture. */
function inspectUpload(bytes: Uint8Array): Promise<InspectedPicture> {
  return runPictureTask("inspectPicture", [bytes]).catch((cause: unknown) => {
    if (!(cause instanceof NotAPicture || cause instanceof PictureProcessEnded)) throw cause;
    throw new AppError("unprocessable", cause.message, { cause, fields: [{ path: "file", message: cause.message }] });
  });
}

/** `added`: by this request. */
type Written = { id: string; added: boolean };

/**
 * Stores a picture and runs `write` in a transaction. On failure the object is removed; with an unknown outcome the
 * database decides: `exists` says whether it has the row.
 */
export async function withStoredFile(
  path: string,
  exists: (id: string) => Promise<boolean>,
  write: (tx: Transaction, picture: NewPicture) => Promise<Written | null>,
): Promise<Written | null> {
  const bytes = await readFile(path);
  const inspected = await inspectUpload(bytes);
  const storageKey = sourceKey(inspected.facts.sha256);
  const picture = { id: randomUUID(), storageKey, ...inspected.facts };
  const note = await noteObjects([storageKey]);
  let written: Written | null = null;
  try {
    if (!note.stored.has(storageKey)) await putPicture(store(), storageKey, bytes, inspected);
    const add = async (tx: Transaction) => {
      const done = await write(tx, picture);
      if (done?.added) await keepNoted(tx, [note]);
      return done;
    };
    written = await despiteLostAnswer(
      () => transaction(add, MANY_ROWS),
      async () => ((await exists(picture.id)) ? { id: picture.id, added: true } : null),
    );
    return written;
  } finally {
    if (!written?.added) await releaseNoted([note]);
  }
}
