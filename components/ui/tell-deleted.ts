import { toast } from "sonner";
import { restoreDeleted } from "#components/ui/restore-deleted.ts";
import { ApiError } from "#lib/api-client.ts";

const UNDO_MS = 10_000;

async function restore(id: string, onRestored: () => void): Promise<void> {
  try {
    await restoreDeleted(id);
    toast("Restored.");
    onRestored();
  } catch (error) {
    toast.error(`Couldn't restore it.${error instanceof ApiError ? ` ${error.message}` : ""}`);
  }
}

/** `id`: a product, photo, image or job. */
export function tellDeleted(said: string, id: string, onRestored: () => void): void {
  toast.success(said, {
    duration: UNDO_MS,
    action: { label: "Undo", onClick: () => void restore(id, onRestored) },
  });
}
