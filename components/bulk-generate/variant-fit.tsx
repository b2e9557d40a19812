"use client";

import { findAll } from "#components/bulk-generate/find-all.ts";
import { useExclude } from "#components/bulk-generate/use-exclude.ts";
import type { Plan, Preview } from "#components/bulk-generate/use-preview.ts";
import { narrowedTo } from "#components/bulk-generate/wizard-state.ts";
import { useSelection } from "#components/products/selection.ts";
import type { MatchingSelection } from "#components/products/selection-rules.ts";
import { Button } from "#components/ui/button.tsx";
import { count, plural } from "#components/ui/count.ts";
import { nameSome } from "#components/ui/name-some.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Picture } from "#components/ui/picture.tsx";
import { MAX_PRODUCT_IDS } from "#lib/schemas/limits.ts";

const PHOTOS_SHOWN = 11;

function Photos({ preview: { sources, totalImages } }: { preview: Preview }) {
  const rest = totalImages - Math.min(PHOTOS_SHOWN, sources.length);
  return (
    <ul aria-label="Photos that will be sent" className="flex flex-wrap items-center gap-2">
      {sources.slice(0, PHOTOS_SHOWN).map(({ productId, title, thumbnailUrl }) => (
        <li key={productId} title={title}>
          <Picture src={thumbnailUrl} alt={title} width={56} className="w-14" />
        </li>
      ))}
      {rest > 0 && <li className="grid size-14 place-items-center rounded-md bg-hover text-muted">+{count(rest)}</li>}
    </ul>
  );
}

function titlesOf(skipped: Preview["skipped"]): string[] {
  return skipped.map(({ title }) => title ?? "Deleted product");
}

type FitProps = { plan: Plan; preview: Preview; onNarrow: (selection: MatchingSelection) => void };

/** By id, or by adding the variant to the filter when all matches are selected. */
function DeselectSkipped({ plan: { request, pending }, preview, onNarrow }: FitProps) {
  const selection = useSelection();
  const { busy, failed, exclude } = useExclude();
  const { variant, totalImages, skippedCount } = preview;
  const narrowed = narrowedTo(selection, variant, totalImages);
  const canName = selection.kind === "picked" || selection.except.size + skippedCount <= MAX_PRODUCT_IDS;
  if (totalImages === 0 || !request || !(narrowed || canName)) return null;
  const findSkipped = () => findAll(request, preview, ({ skipped }) => skipped, skippedCount);
  return (
    <>
      <Button
        size="sm"
        disabled={busy || pending}
        onClick={() => (narrowed ? onNarrow(narrowed) : exclude(findSkipped))}
      >
        Deselect {skippedCount === 1 ? "it" : "them"}
      </Button>
      {failed && <p role="alert">{failed}</p>}
    </>
  );
}

export function VariantFit(props: FitProps) {
  const { variant, totalImages, skipped, skippedCount } = props.preview;
  return (
    <div className="space-y-3">
      <p role="status">
        {count(totalImages)} of {plural(totalImages + skippedCount, "selected product")}{" "}
        {totalImages === 1 ? "has" : "have"} {variant}.
      </p>
      {skippedCount > 0 && (
        <Notice action={<DeselectSkipped {...props} />}>
          {plural(skippedCount, "product has", "products have")} no {variant} and will be skipped:{" "}
          {nameSome(titlesOf(skipped), 3, skippedCount)}
        </Notice>
      )}
      {totalImages > 0 && <Photos preview={props.preview} />}
    </div>
  );
}
