"use client";

import { Check, LoaderCircle, X } from "lucide-react";
import { memo } from "react";
import { CheckBadge } from "#components/review/check-badge.tsx";
import type { Making, Tile } from "#components/review/tiles.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { cn } from "#components/ui/class-names.ts";
import { plural } from "#components/ui/count.ts";
import { Picture } from "#components/ui/picture.tsx";
import { useSettled } from "#components/ui/use-settled.ts";
import type { Review } from "#lib/schemas/review.ts";

/** Pixels of a tile beside those of its picture. */
export const TILE_REST = 70;

export const tileElementId = (tileId: string) => `tile-${tileId}`;

export const MAKING_WORDS: Record<Making, string> = { regenerate: "Regenerating", fix: "Fixing" };

const STRIP = "absolute inset-x-px top-px flex items-center gap-1 rounded-t-md pr-1.5 font-medium text-xs";

/** On the picture's upper edge: the lower one has the DEMO mark. `className`: its height and what it leaves free at the left. */
export function TileState({
  review,
  making,
  className = "h-8 pl-9",
}: {
  review: Review;
  making: Making | null;
  className?: string;
}) {
  if (making)
    return (
      <span className={cn(STRIP, className, "bg-accent-soft text-accent-text")}>
        <LoaderCircle className="size-3.5 shrink-0 motion-safe:animate-spin" aria-hidden />
        {MAKING_WORDS[making]}
      </span>
    );
  if (review.decision === "none") return <span className="sr-only">Not reviewed</span>;
  const isApproved = review.decision === "approve";
  const Icon = isApproved ? Check : X;
  return (
    <span className={cn(STRIP, className, isApproved ? "bg-good-soft text-good" : "bg-bad-soft text-bad")}>
      <Icon className="size-3.5 shrink-0" aria-hidden />
      <span className="shrink-0">{isApproved ? "Approved" : "Rejected"}</span>
      {review.note && <span className="truncate font-normal">· {review.note}</span>}
    </span>
  );
}

type ReviewTileProps = {
  tile: Tile;
  /** Which of the candidates for its product and variant it is. */
  member: number;
  of: number;
  isSelected: boolean;
  /** Does Tab lead to it? */
  isReachable: boolean;
  /** Is its picture among the first that are seen? */
  isFirst: boolean;
  onOpen: (tileId: string) => void;
  onSelect: (tileId: string, isSelected: boolean, isRange: boolean) => void;
};

const ReviewTile = memo(function ReviewTile({
  tile,
  member,
  of,
  isSelected,
  isReachable,
  isFirst,
  ...props
}: ReviewTileProps) {
  const { productTitle, targetVariant, thumbnailUrl, verdict, checks, review, versions } = tile.image;
  const tabIndex = isReachable ? 0 : -1;
  const candidate = of > 1 ? `, candidate ${member} of ${of}` : "";
  return (
    <>
      <button
        id={tileElementId(tile.id)}
        type="button"
        tabIndex={tabIndex}
        onClick={() => props.onOpen(tile.id)}
        className={cn(
          "block w-full rounded-lg p-1.5 text-left transition-colors hover:bg-hover focus-visible:-outline-offset-2",
          isSelected && "bg-accent-soft",
        )}
      >
        <span className="relative block">
          <Picture key={tile.image.id} src={thumbnailUrl} alt="" eager={isFirst} className="w-full" />
          <TileState review={review} making={tile.making} />
        </span>
        <span className="mt-1 block truncate" title={productTitle}>
          {productTitle}
        </span>
        <span className="flex h-5 items-center gap-1.5 overflow-hidden whitespace-nowrap text-muted text-xs">
          <span className="font-mono">{targetVariant}</span>
          {of > 1 && <span>· {`${member} of ${of}`}</span>}
          {versions > 1 && <span>· {plural(versions, "version")}</span>}
        </span>
        <span className="flex h-6 items-center">
          <CheckBadge verdict={verdict} checks={checks} />
        </span>
      </button>
      <Checkbox
        hideLabel
        label={`Select ${productTitle}, ${targetVariant}${candidate}`}
        checked={isSelected}
        tabIndex={tabIndex}
        onCheckedChange={(selected, event) =>
          props.onSelect(tile.id, selected, (event.nativeEvent as PointerEvent).shiftKey === true)
        }
        className="absolute top-2.5 left-2.5 size-6 rounded-md border border-control bg-surface"
      />
    </>
  );
});

/** Tiles that fly by are empty boxes. */
export function SettledTile({ eager, ...props }: ReviewTileProps & { eager: boolean }) {
  return useSettled(eager || props.isReachable) ? (
    <ReviewTile {...props} />
  ) : (
    <div className="m-1.5 aspect-square rounded-md border bg-hover" />
  );
}
