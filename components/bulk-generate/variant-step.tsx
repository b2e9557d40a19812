"use client";

import useSWR from "swr";
import { Notice } from "#components/bulk-generate/notice.tsx";
import { Continue } from "#components/bulk-generate/step.tsx";
import type { Plan, Preview } from "#components/bulk-generate/use-preview.ts";
import type { WizardAction } from "#components/bulk-generate/wizard-state.ts";
import { nameSome } from "#components/bulk-generate/words.ts";
import { Button } from "#components/ui/button.tsx";
import { count, plural } from "#components/ui/count.ts";
import { Picture } from "#components/ui/picture.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { api } from "#lib/api-client.ts";
import { type VariantCount, variantsSummarySchema } from "#lib/schemas/variant.ts";

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

/** The titles of those left out; products that are gone have none. */
function titlesOf(skipped: Preview["skipped"]): string[] {
  return skipped.map(({ title }) => title ?? "Product that no longer exists");
}

type FitProps = { preview: Preview; onLeaveOut: (ids: string[]) => void };

function Fit({ preview, onLeaveOut }: FitProps) {
  const { variant, totalImages, skipped } = preview;
  const deselect = (
    <Button size="sm" onClick={() => onLeaveOut(skipped.map(({ productId }) => productId))}>
      Deselect {skipped.length === 1 ? "it" : "them"}
    </Button>
  );
  return (
    <div className="space-y-3">
      <p role="status">
        {count(totalImages)} of {plural(totalImages + skipped.length, "selected product")}{" "}
        {totalImages === 1 ? "has" : "have"} {variant}.
      </p>
      {skipped.length > 0 && (
        <Notice action={totalImages > 0 && deselect}>
          {plural(skipped.length, "product has", "products have")} no {variant} and will be left out:{" "}
          {nameSome(titlesOf(skipped))}
        </Notice>
      )}
      {totalImages > 0 && <Photos preview={preview} />}
    </div>
  );
}

type VariantStepProps = {
  variant: string | null;
  variants: VariantCount[];
  plan: Plan;
  onLeaveOut: (ids: string[]) => void;
  dispatch: (action: WizardAction) => void;
};

/** Step 2: which of the products' photos is sent. */
export function VariantStep({ variant, variants, plan, onLeaveOut, dispatch }: VariantStepProps) {
  const fetchVariants = (path: string) => api(path, variantsSummarySchema);
  const { data } = useSWR("/api/products/variants-summary", fetchVariants, { fallbackData: { variants } });
  return (
    <div className="space-y-4">
      <Select
        label="Image variant"
        placeholder="Choose a variant"
        className="max-w-sm"
        value={variant}
        onValueChange={(chosen) => dispatch({ type: "chooseVariant", variant: chosen })}
        options={(data?.variants ?? []).map((entry) => ({
          value: entry.variant,
          label: `${entry.variant} - ${plural(entry.count, "product")}`,
        }))}
      />
      {variant !== null && plan.preview && <Fit preview={plan.preview} onLeaveOut={onLeaveOut} />}
      {variant !== null && !plan.preview && plan.pending && <Skeleton className="h-14" />}
      <Continue from="variant" disabled={variant === null} dispatch={dispatch} />
    </div>
  );
}
