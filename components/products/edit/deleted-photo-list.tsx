"use client";

import { Undo2 } from "lucide-react";
import { useSWRConfig } from "swr";
import { Button } from "#components/ui/button.tsx";
import { Picture } from "#components/ui/picture.tsx";
import { restoreDeleted } from "#components/ui/restore-deleted.ts";
import { deletedPhotosPath, productPath } from "#components/ui/swr-keys.ts";
import { Ago, DateTime } from "#components/ui/time.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import type { DeletedPhoto } from "#lib/schemas/deletion.ts";

function Photo({ photo, productId }: { photo: DeletedPhoto; productId: string }) {
  const { id, variant, width, height, thumbnailUrl, deletedAt, restorableUntil } = photo;
  const { mutate } = useSWRConfig();
  const { run, busy } = useCommand(() => restoreDeleted(id), {
    success: `Restored the ${variant} photo.`,
    failure: `Couldn't restore the ${variant} photo.`,
    invalidates: [deletedPhotosPath(productId)],
    onDone: () => mutate(productPath(productId)),
  });
  return (
    <li className="flex flex-wrap items-center gap-3 border-t px-3 py-2">
      <Picture src={thumbnailUrl} alt="" width={48} className="w-12" />
      <p className="min-w-0 flex-1 basis-48">
        <span className="font-medium">{variant}</span>{" "}
        <span className="text-muted text-xs">
          {width} × {height}
        </span>
        <span className="block text-muted text-xs">
          Deleted <Ago value={deletedAt} />, kept until <DateTime value={restorableUntil} />
        </span>
      </p>
      <Button size="sm" aria-disabled={busy} onClick={() => !busy && void run()}>
        <Undo2 className="size-4" aria-hidden />
        Restore<span className="sr-only"> the {variant} photo</span>
      </Button>
    </li>
  );
}

export function DeletedPhotoList({ photos, productId }: { photos: readonly DeletedPhoto[]; productId: string }) {
  return (
    <details className="rounded-lg border bg-surface">
      <summary className="min-h-6 cursor-pointer rounded-lg px-3 py-2 font-semibold">
        Deleted and replaced photos <span className="font-normal text-muted">{photos.length}</span>
      </summary>
      <ul aria-label="Deleted and replaced photos">
        {photos.map((photo) => (
          <Photo key={photo.id} photo={photo} productId={productId} />
        ))}
      </ul>
    </details>
  );
}
