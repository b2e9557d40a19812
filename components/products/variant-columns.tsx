import type { ReactNode } from "react";
import type { VariantGroup } from "#components/products/gallery-pictures.ts";
import { VariantColumn } from "#components/products/variant-column.tsx";
import type { SourceImage } from "#lib/schemas/product.ts";

type VariantColumnsProps = {
  product: { id: string; title: string };
  variants: VariantGroup[];
  onOpen: (id: string) => void;
  menuOf: (photo: SourceImage) => ReactNode;
};

export function VariantColumns({ product, variants, onOpen, menuOf }: VariantColumnsProps) {
  return (
    <div className="relative overflow-x-auto rounded-lg border bg-surface py-3">
      <div className="grid grid-flow-col auto-cols-[minmax(11rem,18rem)] sm:auto-cols-[minmax(13rem,18rem)]">
        {variants.map((group) => (
          <VariantColumn key={group.variant} {...{ product, group, onOpen, menuOf }} />
        ))}
      </div>
    </div>
  );
}
