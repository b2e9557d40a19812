"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useSWRConfig } from "swr";
import { Button } from "#components/ui/button.tsx";
import type { ButtonLook } from "#components/ui/button-style.ts";
import { DeleteDialog } from "#components/ui/delete-dialog.tsx";

type DeleteButtonProps = {
  /** `template`, `image type` */
  kind: string;
  name: string;
  path: string;
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

  function reload() {
    router.refresh();
    void mutate((key) => JSON.stringify(key ?? "").includes("/api/"));
  }

  function leave() {
    router.push(backTo);
    router.refresh();
  }

  return (
    <>
      <Button variant="ghost" size={size} onClick={() => setOpen(true)} aria-label={`Delete ${name}`}>
        <Trash2 className="size-4" aria-hidden />
        <span className="max-sm:sr-only">Delete</span>
      </Button>
      <DeleteDialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Delete the ${kind} “${name}”?`}
        {...{ consequences, path, restorableId }}
        confirmLabel={`Delete ${kind}`}
        success={`Deleted the ${kind} “${name}”.`}
        failure={`Couldn't delete “${name}”.`}
        onDeleted={leave}
        onRestored={reload}
      />
    </>
  );
}
