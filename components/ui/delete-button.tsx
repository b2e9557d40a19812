"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { useSWRConfig } from "swr";
import { Button } from "#components/ui/button.tsx";
import type { ButtonLook } from "#components/ui/button-style.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { tellDeleted } from "#components/ui/tell-deleted.ts";
import { ApiError, remove } from "#lib/api-client.ts";

type DeleteButtonProps = {
  /** `template`, `image type` */
  kind: string;
  name: string;
  /** Path in the API. */
  path: string;
  /** The page to open afterwards. */
  backTo: string;
  /** Its id, if the deletion can be undone. */
  restorableId?: string;
  /** What is deleted with it, and what is kept. */
  consequences?: string;
  size?: ButtonLook["size"];
};

export function DeleteButton({
  kind,
  name,
  path,
  backTo,
  restorableId,
  consequences = "Images and jobs that used it are kept with its name. This can't be undone.",
  size = "sm",
}: DeleteButtonProps) {
  const router = useRouter();
  const { mutate } = useSWRConfig();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);

  /** Reloads the page and every list of it. */
  function reload() {
    router.refresh();
    void mutate((key) => JSON.stringify(key ?? "").includes("/api/"));
  }

  async function confirm() {
    setBusy(true);
    try {
      await remove(path);
      const said = `Deleted the ${kind} “${name}”.`;
      if (restorableId) tellDeleted(said, restorableId, reload);
      else toast.success(said);
      router.push(backTo);
      router.refresh();
    } catch (error) {
      toast.error(
        error instanceof ApiError ? `Couldn't delete “${name}”. ${error.message}` : `Couldn't delete “${name}”.`,
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
