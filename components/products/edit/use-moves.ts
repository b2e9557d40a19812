"use client";

import { useRef, useState } from "react";
import { useSWRConfig } from "swr";
import { photoMenuId } from "#components/products/edit/photo-menu.tsx";
import { exchanged, type Variants, variantsNow, withMoved } from "#components/products/edit/variant-rules.ts";
import { createQueue } from "#components/ui/queue.ts";
import { reasonOf } from "#components/ui/reason-of.ts";
import { productPath } from "#components/ui/swr-keys.ts";
import { toast } from "#components/ui/toast.ts";
import { send } from "#lib/api-client.ts";
import type { Product, productSchema, SourceImage } from "#lib/schemas/product.ts";

const UNDO_MS = 10_000;

/** `focusId`: the control that has the focus afterwards. */
export type Move = { variants: Variants; said: string; focusId: string };

export function exchangeOf(photo: SourceImage, other: string, photos: readonly SourceImage[]): Move {
  const variants = exchanged(photos, photo.variant, other);
  return { variants, said: `Swapped ${photo.variant} and ${other}.`, focusId: photoMenuId(photo.id) };
}

/** What is moved to other variants: photos, or images. */
type Kind = {
  name: string;
  /** Of the product's path. */
  path: string;
  before: (product: Product, moved: Variants) => Variants;
  shown: (product: Product, moved: Variants) => Product;
};

const PHOTOS: Kind = {
  name: "photo",
  path: "source-images",
  before: ({ sourceImages }, moved) => variantsNow(sourceImages, moved),
  shown: withMoved,
};

export const useMovePhotos = (product: Product) => useMoves(product, PHOTOS);

/** A moved tile may be a new element: it gets the focus if the old one had it. */
function focusIfLost(id: string): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.getElementById(id)?.focus();
  });
}

/** The last move is undone first: the variants of an earlier one may hold other pictures. */
export function useMoves(product: Product, kind: Kind) {
  const { mutate } = useSWRConfig();
  const [queue] = useState(createQueue);
  const message = useRef<string | number>(undefined);
  const done = useRef<(Move & { before: Variants })[]>([]);
  const path = productPath(product.id);

  async function put(variants: Variants, failure: string): Promise<boolean> {
    const answer = queue.add(() =>
      send<typeof productSchema>(`${path}/${kind.path}`, { variants }, { method: "PATCH" }),
    );
    try {
      await mutate<Product>(path, answer, {
        optimisticData: (_saved, shown = product) => kind.shown(shown, variants),
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

  function dismiss(): void {
    if (message.current !== undefined) toast.dismiss(message.current);
    message.current = undefined;
  }

  async function undo(): Promise<void> {
    const last = done.current.pop();
    if (!last) return void toast("Nothing to undo.");
    dismiss();
    if (!(await put(last.before, "Couldn't undo the move."))) return;
    toast("Move undone.");
    focusIfLost(last.focusId);
  }

  async function move(given: Move): Promise<void> {
    const own = { ...given, before: kind.before(product, given.variants) };
    done.current.push(own);
    dismiss();
    const action = { label: "Undo", onClick: () => void undo() };
    message.current = toast(given.said, { duration: UNDO_MS, action });
    const sent = put(given.variants, `Couldn't move the ${kind.name}.`);
    focusIfLost(given.focusId);
    if (await sent) return;
    // Later ones began from what it would have led to.
    const place = done.current.indexOf(own);
    if (place < 0) return;
    done.current.splice(place);
    dismiss();
  }
  return { move, undo };
}
