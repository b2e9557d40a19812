import { toast } from "sonner";
import { ApiError, send } from "#lib/api-client.ts";
import { restoreDeletedResponseSchema } from "#lib/schemas/deletion.ts";

const UNDO_MS = 10_000;

/** Restores the product, photo, image or job of this id. Throws `ApiError`. */
export async function restoreDeleted(id: string): Promise<void> {
  await send("/api/restore", restoreDeletedResponseSchema, { id });
}

/** Restores what was deleted; says so where that fails. */
async function restore(id: string, onRestored: () => void): Promise<void> {
  try {
    await restoreDeleted(id);
    toast("Restored.");
    onRestored();
  } catch (error) {
    toast.error(`Couldn't restore it.${error instanceof ApiError ? ` ${error.message}` : ""}`);
  }
}

/** Says that the product, photo, image or job of this id was deleted, and offers to undo it. */
export function tellDeleted(said: string, id: string, onRestored: () => void): void {
  toast.success(said, {
    duration: UNDO_MS,
    action: { label: "Undo", onClick: () => void restore(id, onRestored) },
  });
}
