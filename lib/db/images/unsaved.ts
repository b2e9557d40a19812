import "server-only";
import { db } from "#lib/db/client.ts";
import { IN_PROGRESS } from "#lib/schemas/image-state.ts";

export async function noteUnsaved(id: string, holder: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "GenerationTask" SET "unsavedBy" = ${holder}, "unsavedAt" = now() WHERE id = ${id}`;
}

export async function noteSaved(id: string): Promise<void> {
  await db.generationTask.updateMany({
    where: { id, unsavedBy: { not: null } },
    data: { unsavedBy: null, unsavedAt: null },
  });
}

/** May an image still be made of bytes that were kept? Not of one that is made already, was cancelled or deleted. */
export async function isStillNeeded(id: string): Promise<boolean> {
  const status = { in: [...IN_PROGRESS, "FAILED" as const] };
  return (await db.image.count({ where: { id, status } })) === 1;
}
