import type { Undo } from "#components/ui/command.ts";
import { send } from "#lib/api-client.ts";
import type { restoreDeletedResponseSchema } from "#lib/schemas/deletion.ts";

/** `id` of a product, photo, image or job. Throws `ApiError`. */
export async function restoreDeleted(id: string): Promise<void> {
  await send<typeof restoreDeletedResponseSchema>("/api/restore", { id });
}

export const restoring = (id: string, onUndone: () => void = () => {}): Undo => ({
  send: () => restoreDeleted(id),
  success: "Restored.",
  failure: "Couldn't restore it.",
  onUndone,
});
