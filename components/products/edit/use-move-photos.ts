"use client";

import { useRef, useState } from "react";
import { useSWRConfig } from "swr";
import { photoMenuId } from "#components/products/edit/photo-menu.tsx";
import { exchanged, type PhotoVariants, variantsNow, withMoved } from "#components/products/edit/variant-rules.ts";
import { createQueue } from "#components/ui/queue.ts";
import { reasonOf } from "#components/ui/reason-of.ts";
import { productPath } from "#components/ui/swr-keys.ts";
import { toast } from "#components/ui/toast.ts";
import { send } from "#lib/api-client.ts";
import type { Product, productSchema, SourceImage } from "#lib/schemas/product.ts";

const UNDO_MS = 10_000;

export type Move = { photo: SourceImage; variants: PhotoVariants; said: string };

export function exchangeOf(photo: SourceImage, other: string, photos: readonly SourceImage[]): Move {
  const variants = exchanged(photos, photo.variant, other);
  return { photo, variants, said: `Swapped ${photo.variant} and ${other}.` };
}

/** A tile that changes its column is a new element: its menu gets the focus if the old element had it. */
function focusIfLost({ id }: SourceImage): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.getElementById(photoMenuId(id))?.focus();
  });
}

/** Only the last move can be undone: the variants of an earlier one may hold other photos by then. */
export function useMovePhotos(product: Product) {
  const { mutate } = useSWRConfig();
  const [queue] = useState(createQueue);
  const message = useRef<string | number>(undefined);
  const path = productPath(product.id);

  async function put(variants: PhotoVariants, failure: string): Promise<boolean> {
    const answer = queue.add(() =>
      send<typeof productSchema>(`${path}/source-images`, { variants }, { method: "PATCH" }),
    );
    try {
      await mutate<Product>(path, answer, {
        optimisticData: (_saved, shown = product) => withMoved(shown, variants),
        revalidate: false,
      });
      return true;
    } catch (error) {
      toast.error(`${failure} ${reasonOf(error)}`);
      return false;
    } finally {
      // The answer is not shown where a photo was added meanwhile.
      void mutate(path);
    }
  }

  return async function move({ photo, variants, said }: Move): Promise<void> {
    const before = variantsNow(product.sourceImages, variants);
    const undo = async () => {
      if (!(await put(before, "Couldn't undo the move."))) return;
      toast("Move undone.");
      focusIfLost(photo);
    };
    if (message.current !== undefined) toast.dismiss(message.current);
    const own = toast(said, { duration: UNDO_MS, action: { label: "Undo", onClick: () => void undo() } });
    message.current = own;
    const sent = put(variants, "Couldn't move the photo.");
    focusIfLost(photo);
    if (!(await sent)) toast.dismiss(own);
  };
}
