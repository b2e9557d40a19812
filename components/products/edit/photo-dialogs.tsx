"use client";

import { useRef } from "react";
import { useSWRConfig } from "swr";
import { ADD_PHOTOS } from "#components/products/edit/add-photos.tsx";
import { DeletePhoto } from "#components/products/edit/delete-photo.tsx";
import { MovePhoto } from "#components/products/edit/move-photo.tsx";
import { type PhotoQuestion, photoMenuId } from "#components/products/edit/photo-menu.tsx";
import { ReplacePhoto } from "#components/products/edit/replace-photo.tsx";
import type { Move } from "#components/products/edit/use-moves.ts";
import { withPhotos } from "#components/products/edit/variant-rules.ts";
import { entryBeside } from "#components/ui/list-order.ts";
import { productPath } from "#components/ui/swr-keys.ts";
import type { Product, SourceImage } from "#lib/schemas/product.ts";

export type Asked = { question: PhotoQuestion; photo: SourceImage };

type PhotoDialogsProps = {
  asked: Asked;
  product: Product;
  onMove: (move: Move) => void;
  onClose: () => void;
};

/** Afterwards the focus goes to that photo's menu, or to one next to it. */
export function PhotoDialogs({ asked: { question, photo }, product, onMove, onClose }: PhotoDialogsProps) {
  const { mutate } = useSWRConfig();
  const focusId = useRef<string | null>(photo.id);
  const path = productPath(product.id);
  const shared = {
    photo,
    product,
    onClose,
    finalFocus: () =>
      document.getElementById(photoMenuId(focusId.current ?? "")) ?? document.getElementById(ADD_PHOTOS),
  };

  /** Shows the photos at once; the server then tells what became of the images of the old one. */
  async function settle(added: SourceImage | null) {
    focusId.current = (added ?? entryBeside(product.sourceImages, photo.id))?.id ?? null;
    await mutate<Product>(path, (current = product) =>
      withPhotos(current, [...current.sourceImages.filter(({ id }) => id !== photo.id), ...(added ? [added] : [])]),
    );
  }

  if (question === "delete") return <DeletePhoto {...shared} onDeleted={() => settle(null)} />;
  if (question === "replace") return <ReplacePhoto {...shared} onReplaced={settle} />;
  return <MovePhoto {...shared} photos={product.sourceImages} onMove={onMove} />;
}
