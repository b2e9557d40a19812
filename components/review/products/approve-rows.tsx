"use client";

import { CheckCheck } from "lucide-react";
import { useRef, useState } from "react";
import { approveRows } from "#components/review/products/product-messages.ts";
import { passingRows, rowsOf } from "#components/review/products/product-rows.ts";
import { tilesOf } from "#components/review/tiles.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { plural } from "#components/ui/count.ts";
import { toast } from "#components/ui/toast.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { api } from "#lib/api-client.ts";
import { LIMIT_MAX } from "#lib/schemas/limits.ts";
import type { ReviewFilter, ReviewProductsPage, reviewProductsPageSchema } from "#lib/schemas/review.ts";

/** Also what the page has not loaded yet. Throws `ApiError`. */
async function readAll(filter: ReviewFilter): Promise<ReviewProductsPage> {
  const read = (cursor: string | null) => {
    const query = new URLSearchParams({ ...filter, limit: String(LIMIT_MAX), ...(cursor && { cursor }) });
    return api<typeof reviewProductsPageSchema>(`/api/review/products?${query}`);
  };
  let last = await read(null);
  const products = [...last.products];
  while (last.nextCursor) {
    last = await read(last.nextCursor);
    products.push(...last.products);
  }
  return { ...last, products };
}

async function findPassing(filter: ReviewFilter, actions: ReviewActions) {
  await actions.settled();
  const { products, variants } = await readAll(filter);
  const images = products.flatMap(({ cells }) => cells.flatMap((cell) => cell.images));
  return passingRows(rowsOf(products, variants, tilesOf(images, actions.changed)));
}
type Passing = Awaited<ReturnType<typeof findPassing>>;

export function ApproveRows({ filter, actions }: { filter: ReviewFilter; actions: ReviewActions }) {
  const [passing, setPassing] = useState<Passing | null>(null);
  const asker = useRef<HTMLButtonElement>(null);
  const { run, busy } = useCommand(() => findPassing(filter, actions), {
    failure: "Couldn't read all rows.",
    onDone(rows) {
      if (rows.length > 0) setPassing(rows);
      else toast("No row is complete and passes all checks.", { id: "decision", action: null });
    },
  });
  const images = passing?.flatMap(({ tiles }) => tiles.map(({ image }) => image)) ?? [];
  const rows = passing?.length ?? 0;
  return (
    <>
      <Button ref={asker} size="sm" variant="primary" disabled={busy} onClick={() => void run()}>
        <CheckCheck className="size-4" aria-hidden />
        Approve complete rows that pass
      </Button>
      <ConfirmDialog
        open={passing !== null}
        onOpenChange={(open) => !open && setPassing(null)}
        title={`${approveRows(rows, images.length)}?`}
        description="These rows have a picked or only image for every variant, and all of these pass their checks. You can undo it."
        confirmLabel={`Approve ${plural(rows, "row")}`}
        confirmVariant="primary"
        finalFocus={() => asker.current}
        onConfirm={() => {
          actions.decide(images, "approve", "", { names: `${plural(rows, "row")}: ${plural(images.length, "image")}` });
          setPassing(null);
        }}
      />
    </>
  );
}
