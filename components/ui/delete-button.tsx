"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import type { ButtonLook } from "#components/ui/button-style.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { ApiError, remove } from "#lib/api-client.ts";

type DeleteButtonProps = {
  /** `template`, `image type` */
  kind: string;
  name: string;
  /** What the API deletes. */
  path: string;
  /** The page to be on afterwards. */
  backTo: string;
  /** What goes with it, and what stays. */
  consequences?: string;
  size?: ButtonLook["size"];
};

/** Deletes something that has a name, after asking once. */
export function DeleteButton({
  kind,
  name,
  path,
  backTo,
  consequences = "Images and jobs that were made with it stay, and keep its name. This can't be undone.",
  size = "sm",
}: DeleteButtonProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);

  async function confirm() {
    setBusy(true);
    try {
      await remove(path);
      toast.success(`The ${kind} “${name}” is deleted.`);
      router.push(backTo);
      router.refresh();
    } catch (error) {
      toast.error(
        error instanceof ApiError ? `“${name}” was not deleted. ${error.message}` : `“${name}” was not deleted.`,
      );
    } finally {
      setBusy(false);
      setOpen(false);
    }
  }

  return (
    <>
      <Button variant="ghost" size={size} onClick={() => setOpen(true)} aria-label={`Delete ${name}`}>
        <Trash2 className="size-4" aria-hidden />
        <span className="max-sm:sr-only">Delete</span>
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Delete the ${kind} “${name}”?`}
        description={consequences}
        confirmLabel={`Delete ${kind}`}
        onConfirm={confirm}
        busy={busy}
      />
    </>
  );
}
