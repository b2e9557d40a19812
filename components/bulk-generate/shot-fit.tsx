import { TriangleAlert } from "lucide-react";
import { skippedInShot } from "#components/bulk-generate/messages.ts";
import type { ShotsPlan, ShotsPreview } from "#components/bulk-generate/use-preview.ts";
import type { ShotDraft } from "#components/shots/shots-draft.ts";
import { cn } from "#components/ui/class-names.ts";
import { count, plural } from "#components/ui/count.ts";
import { Picture } from "#components/ui/picture.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

type SeenShot = ShotsPreview["shots"][number];

/** As many as fit into a line of a phone. */
const PHOTOS_SHOWN = 5;

function Photos({ shot: { name, first, products } }: { shot: SeenShot }) {
  const shown = first.slice(0, PHOTOS_SHOWN);
  const rest = products - shown.length;
  return (
    <ul aria-label={`Photos for ${name}`} className="flex flex-wrap items-center gap-1">
      {shown.map(({ productId, title, thumbnailUrl }) => (
        <li key={productId} title={title}>
          <Picture src={thumbnailUrl} alt={title} width={36} className="w-9" />
        </li>
      ))}
      {rest > 0 && <li className="px-1 text-muted text-xs">+{count(rest)}</li>}
    </ul>
  );
}

export function SkippedInShot({ preview, index }: { preview: ShotsPreview; index: number }) {
  const skippedCount = preview.shots[index]?.skippedCount ?? 0;
  if (skippedCount === 0) return null;
  return (
    <div className="flex items-start gap-1.5 text-warn text-xs">
      <TriangleAlert className="mt-px size-3.5 shrink-0" aria-hidden />
      <p className="min-w-0 break-words">
        {plural(skippedCount, "product")} skipped.{" "}
        {skippedInShot(preview, index)
          .map(({ reason, names }) => `${reason}: ${names}.`)
          .join(" ")}
      </p>
    </div>
  );
}

function fitOf({ products, skippedCount, variant }: SeenShot, onlyMissing: boolean): string {
  const of = `${count(products)} of ${plural(products + skippedCount, "selected product")}`;
  return onlyMissing ? `Made of ${of}.` : `${of} ${products === 1 ? "has" : "have"} ${variant}.`;
}

/** Which of the selected products a shot is made of. */
export function ShotFit({ shot, plan }: { shot: ShotDraft; plan: ShotsPlan }) {
  const { preview, request, pending } = plan;
  const index = preview?.keys.indexOf(shot.key) ?? -1;
  const seen = preview?.shots[index];
  if (!request || !preview || !seen) return pending ? <Skeleton className="h-9" /> : null;
  return (
    <div aria-busy={pending} className={cn("space-y-2 transition-opacity", pending && "opacity-60")}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="text-muted text-xs">{fitOf(seen, request.onlyMissing)}</p>
        {seen.products > 0 && <Photos shot={seen} />}
      </div>
      <SkippedInShot preview={preview} index={index} />
    </div>
  );
}
