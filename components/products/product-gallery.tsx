"use client";

import { useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { picturesOf, variantsOf } from "#components/products/gallery-pictures.ts";
import { PictureDialog } from "#components/products/picture-dialog.tsx";
import { VariantColumn } from "#components/products/variant-column.tsx";
import type { Product, SourceImage } from "#lib/schemas/product.ts";

type ProductGalleryProps = {
  product: Product;
  menuOf: (photo: SourceImage) => ReactNode;
};

export function ProductGallery({ product, menuOf }: ProductGalleryProps) {
  const [openId, setOpenId] = useQueryState("image");
  const variants = variantsOf(product);
  const pictures = picturesOf(variants);
  return (
    <>
      <div className="relative overflow-x-auto rounded-lg border bg-surface py-3">
        <div className="grid grid-flow-col auto-cols-[minmax(11rem,18rem)] sm:auto-cols-[minmax(13rem,18rem)]">
          {variants.map((group) => (
            <VariantColumn key={group.variant} product={product} group={group} onOpen={setOpenId} menuOf={menuOf} />
          ))}
        </div>
      </div>
      <PictureDialog
        product={product}
        pictures={pictures}
        current={pictures.find(({ id }) => id === openId) ?? null}
        onShow={setOpenId}
      />
    </>
  );
}
