"use client";

import type { CommandOptions } from "#components/ui/command.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { restoring } from "#components/ui/restore-deleted.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { remove } from "#lib/api-client.ts";

type DeleteDialogProps = {
  open: boolean;
  onClose: () => void;
  /** "Delete the photo?" */
  title: string;
  /** What goes with it, and what stays. */
  consequences: string;
  confirmLabel: string;
  path: string;
  /** The message once it is deleted; none where the caller has its own. */
  success?: string;
  failure: string;
  /** Its id, where the message offers to undo the deletion. */
  restorableId?: string | undefined;
  onRestored?: () => void;
  invalidates?: NonNullable<CommandOptions<void, void>["invalidates"]>;
  onDeleted: () => void;
  finalFocus?: () => HTMLElement | null;
};

export function DeleteDialog({ open, onClose, title, consequences, confirmLabel, path, ...props }: DeleteDialogProps) {
  const { success, failure, restorableId, onRestored, invalidates, onDeleted, finalFocus } = props;
  const { run, busy } = useCommand(() => remove(path), {
    ...(success !== undefined && { success }),
    ...(restorableId !== undefined && { undo: () => restoring(restorableId, onRestored) }),
    ...(invalidates && { invalidates }),
    failure,
    onDone: onDeleted,
  });
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={title}
      description={consequences}
      confirmLabel={confirmLabel}
      onConfirm={() => void run().then(onClose)}
      busy={busy}
      finalFocus={finalFocus}
    />
  );
}
