import { ArrowRight } from "lucide-react";
import { SkippedProducts } from "#components/bulk-generate/skipped-products.tsx";
import type { Plan } from "#components/bulk-generate/use-preview.ts";
import { plural } from "#components/ui/count.ts";

export function Route({ variant, imageTypeName }: { variant: string | null; imageTypeName: string | null }) {
  return (
    <p className="flex min-w-0 items-center gap-1.5 text-muted">
      <span className="shrink-0">{variant ?? "No variant"}</span>
      <ArrowRight className="size-3.5 shrink-0" role="img" aria-label="to" />
      <span className="truncate">{imageTypeName ?? "no image type"}</span>
    </p>
  );
}

export function Warnings({ plan: { preview, error } }: { plan: Plan }) {
  if (!preview) return null;
  const { emptyVariables, alreadyMadeCount } = preview;
  return (
    <div className="space-y-1 text-warn">
      <SkippedProducts {...preview} />
      {!error && alreadyMadeCount > 0 && <p>{plural(alreadyMadeCount, "result")} made before with this prompt</p>}
      {!error && emptyVariables.length > 0 && (
        <p className="break-words">{emptyVariables.map((name) => `{{${name}}}`).join(", ")} empty for some</p>
      )}
    </div>
  );
}
