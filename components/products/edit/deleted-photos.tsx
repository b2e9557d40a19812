"use client";

import { lazy, Suspense } from "react";
import useSWR from "swr";
import { deletedPhotosPath } from "#components/ui/swr-keys.ts";
import { api } from "#lib/api-client.ts";
import type { DeletedPhoto, deletedPhotosSchema } from "#lib/schemas/deletion.ts";

const DeletedPhotoList = lazy(async () => ({
  default: (await import("#components/products/edit/deleted-photo-list.tsx")).DeletedPhotoList,
}));

/** `initial`: null for those who may not restore any. */
export function DeletedPhotos({ initial, productId }: { initial: readonly DeletedPhoto[] | null; productId: string }) {
  const { data } = useSWR(
    initial && deletedPhotosPath(productId),
    async (path: string) => (await api<typeof deletedPhotosSchema>(path)).photos,
    { fallbackData: [...(initial ?? [])], revalidateOnMount: false },
  );
  if (data.length === 0) return null;
  return (
    <Suspense>
      <DeletedPhotoList photos={data} productId={productId} />
    </Suspense>
  );
}
