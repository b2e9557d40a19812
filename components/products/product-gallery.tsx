"use client";

import { useQueryState } from "nuqs";
import useSWR from "swr";
import { ExhibitDialog } from "#components/products/exhibit-dialog.tsx";
import { SlotColumn } from "#components/products/slot-column.tsx";
import { exhibitsOf, slotsOf } from "#components/products/slots.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import { type Product, productSchema } from "#lib/schemas/product.ts";

const POLL_MS = 2_000;

const isUnderWay = (product: Product | undefined) =>
  product?.generatedImages.some(({ status }) => status === "QUEUED" || status === "GENERATING") ?? false;

/** All pictures of a product by slot, asked for again while one is being made. `?image=<id>` opens one. */
export function ProductGallery({ initial }: { initial: Product }) {
  const { data: product = initial } = useSWR<Product, ApiError>(
    `/api/products/${initial.id}`,
    (path: string) => api(path, productSchema),
    {
      fallbackData: initial,
      revalidateOnMount: isUnderWay(initial),
      refreshInterval: (latest) => (isUnderWay(latest) ? POLL_MS : 0),
    },
  );
  const [openId, setOpenId] = useQueryState("image");
  const slots = slotsOf(product);
  const exhibits = exhibitsOf(slots);
  return (
    <>
      <div className="relative overflow-x-auto rounded-lg border bg-surface py-3">
        <div className="grid grid-flow-col auto-cols-[minmax(11rem,18rem)] sm:auto-cols-[minmax(13rem,18rem)]">
          {slots.map((slot) => (
            <SlotColumn key={slot.variant} slot={slot} onOpen={setOpenId} />
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
