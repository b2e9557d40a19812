"use client";

import { Images, Sparkles } from "lucide-react";
import { reviewHref } from "#components/images/review-link.ts";
import { EditProduct } from "#components/products/edit/edit-product.tsx";
import { useProduct } from "#components/products/edit/use-product.ts";
import { productConsequences, shortTitle } from "#components/products/messages.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { DeleteButton } from "#components/ui/delete-button.tsx";
import { productPath } from "#components/ui/swr-keys.ts";
import type { Product } from "#lib/schemas/product.ts";

export function ProductActions({ initial }: { initial: Product }) {
  const product = useProduct(initial);
  const isMade = product.generatedImages.some(({ status }) => status === "COMPLETED");
  return (
    <>
      {isMade && (
        <ButtonLink href={reviewHref({ productId: product.id, decision: "all" })}>
          <Images className="size-4" aria-hidden />
          Review
        </ButtonLink>
      )}
      <Can do="spend">
        <ButtonLink href={`/bulk-generate?product=${encodeURIComponent(product.id)}`}>
          <Sparkles className="size-4" aria-hidden />
          Generate more
        </ButtonLink>
      </Can>
      <Can do="catalog">
        <EditProduct product={product} />
      </Can>
      <Can do="delete">
        <DeleteButton
          kind="product"
          name={shortTitle(product.title)}
          path={productPath(product.id)}
          backTo="/dashboard"
          restorableId={product.id}
          consequences={productConsequences(product)}
          size="md"
        />
      </Can>
    </>
  );
}
