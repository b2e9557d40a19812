import "server-only";
import { type Transaction, transaction } from "#lib/db/client.ts";
import { lockStanding, takeOver } from "#lib/db/images/versions.ts";
import { deleteWaiting, findBusyParents } from "#lib/db/waiting-versions.ts";
import { discard, enqueue } from "#lib/queue/boss.ts";
import { wake } from "#lib/queue/consume.ts";
import { checkMessage, IMAGE_QUEUES } from "#lib/queue/queues.ts";
import type { RestoreRequest, RestoreResponse } from "#lib/schemas/restore.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { removeStrays } from "#lib/storage/remove-objects.ts";

/** Takes versions out of the queue. A worker that released one may have stored its picture: that goes too. Returns how many. */
async function withdraw(tx: Transaction, which: Parameters<typeof deleteWaiting>[1]): Promise<number> {
  const versions = await deleteWaiting(tx, which);
  const messagesOf = (origin: "MODEL" | "FIX") =>
    versions.flatMap((version) => (version.origin === origin ? (version.messageId ?? []) : []));
  for (const queue of IMAGE_QUEUES) await discard(tx, queue, messagesOf("MODEL"));
  await discard(tx, "fix-image", messagesOf("FIX"));
  const touched = versions.filter(({ claims }) => claims > 0).map(({ id }) => generatedKey(id));
  await removeStrays(tx, touched);
  return versions.length;
}

/** Deletes a version that still waits in the queue, so that it is neither made nor paid for; false where it is none. */
export async function withdrawVersion(id: string): Promise<boolean> {
  return (await transaction((tx) => withdraw(tx, { ids: [id] }))) > 0;
}

/**
 * Makes images count again among their own versions, and takes versions of them out of the queue. What a worker has in its
 * hands will still be made: the images it is made of are `pending`, to be restored again once it is.
 */
export async function restoreImages({ imageIds }: RestoreRequest): Promise<RestoreResponse> {
  const response = await transaction(async (tx) => {
    await lockStanding(tx, imageIds);
    await withdraw(tx, { parentIds: imageIds });
    const restored = await takeOver(tx, imageIds);
    await enqueue(tx, "check-image", restored.map(checkMessage));
    return { restored, pending: await findBusyParents(tx, restored) };
  });
  wake("check-image");
  return response;
}
