import { ImageOff, LoaderCircle, MoveLeft } from "lucide-react";
import type { ReactNode } from "react";
import { reviewHref } from "#components/images/review-link.ts";
import type { GallerySlot } from "#components/products/gallery/gallery-slots.ts";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { cn } from "#components/ui/class-names.ts";

type GalleryGapProps = {
  productId: string;
  slot: GallerySlot;
  isOver: boolean;
  /** The variant whose image may come here; null where none follows. */
  next: string | null;
  onMoveHere: (from: string) => void;
  onAddPhoto: () => void;
};

const actionStyle = "max-w-full whitespace-normal h-auto min-h-7 py-1";

function ReviewLink({ productId, variant, text }: { productId: string; variant: string; text: string }) {
  return (
    <ButtonLink
      size="sm"
      href={reviewHref({ productId, variant, decision: "all", view: "products" })}
      className={actionStyle}
    >
      {text}
    </ButtonLink>
  );
}

/** Why it is empty, and what to do. */
function reasonOf({ productId, slot, onAddPhoto }: GalleryGapProps): { text: string; action: ReactNode } {
  const { variant, gap } = slot;
  if (gap.isInProgress) return { text: "Image in progress", action: null };
  if (gap.candidates > 0) {
    const action = <ReviewLink productId={productId} variant={variant} text={`Pick 1 of ${gap.candidates}`} />;
    return { text: "No image picked yet", action };
  }
  if (gap.isRejected)
    return {
      text: "Image rejected",
      action: <ReviewLink productId={productId} variant={variant} text="Review" />,
    };
  if (!gap.hasPhoto)
    return {
      text: "No image, no photo",
      action: (
        <Can do="catalog">
          <Button size="sm" onClick={onAddPhoto} className={actionStyle}>
            Add photo<span className="sr-only"> for {variant}</span>
          </Button>
        </Can>
      ),
    };
  const href = `/bulk-generate?product=${encodeURIComponent(productId)}&variant=${variant}`;
  return {
    text: "No image yet",
    action: (
      <Can do="spend">
        <ButtonLink size="sm" href={href} className={actionStyle}>
          Generate<span className="sr-only"> for {variant}</span>
        </ButtonLink>
      </Can>
    ),
  };
}

export function GalleryGap(props: GalleryGapProps) {
  const { slot, isOver, next, onMoveHere } = props;
  const { variant, gap } = slot;
  const { text, action } = reasonOf(props);
  const isMain = variant === "MAIN";
  const Icon = gap.isInProgress ? LoaderCircle : ImageOff;
  return (
    <li
      data-variant={isMain ? undefined : variant}
      className={cn(
        "min-w-0 rounded-lg outline-2 outline-offset-2",
        isOver ? "outline-accent" : "outline-transparent",
        isMain && "col-span-full w-full max-w-sm",
      )}
    >
      <div
        className={cn(
          "flex w-full flex-col items-center justify-center gap-2 rounded-md border border-control border-dashed p-2 text-center text-xs",
          isMain ? "min-h-56" : "aspect-square",
        )}
      >
        <Icon className={cn("size-4 text-muted", gap.isInProgress && "motion-safe:animate-spin")} aria-hidden />
        <span className="text-muted">{text}</span>
        {action}
        {next && (
          <Button size="sm" variant="ghost" onClick={() => onMoveHere(next)} className={actionStyle}>
            <MoveLeft className="size-3.5" aria-hidden />
            Move {next} here
          </Button>
        )}
      </div>
      <span className="mt-1 flex min-h-7 items-center gap-2">
        <span className="font-semibold">{variant}</span>
        <span className="text-muted text-xs">Empty</span>
      </span>
    </li>
  );
}
