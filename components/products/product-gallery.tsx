"use client";

import { useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { ExhibitDialog } from "#components/products/exhibit-dialog.tsx";
import { SlotColumn } from "#components/products/slot-column.tsx";
import { exhibitsOf, slotsOf } from "#components/products/slots.ts";
import type { Product, SourceImage } from "#lib/schemas/product.ts";

type ProductGalleryProps = {
  product: Product;
  /** What can be done with a photo, on its tile. */
  menuOf: (photo: SourceImage) => ReactNode;
};

/** All pictures of a product by slot. `?image=<id>` opens one. */
export function ProductGallery({ product, menuOf }: ProductGalleryProps) {
  const [openId, setOpenId] = useQueryState("image");
  const slots = slotsOf(product);
  const exhibits = exhibitsOf(slots);
  return (
    <>
      <div className="relative overflow-x-auto rounded-lg border bg-surface py-3">
        <div className="grid grid-flow-col auto-cols-[minmax(11rem,18rem)] sm:auto-cols-[minmax(13rem,18rem)]">
          {slots.map((slot) => (
            <SlotColumn key={slot.variant} product={product} slot={slot} onOpen={setOpenId} menuOf={menuOf} />
          ))}
        </div>
      </div>
      <ExhibitDialog
        product={product}
        exhibits={exhibits}
        current={exhibits.find(({ id }) => id === openId) ?? null}
        onShow={setOpenId}
      />
    </>
  );
}
