"use client";

import { Check, LoaderCircle, X } from "lucide-react";
import { memo } from "react";
import { CheckBadge } from "#components/review/check-badge.tsx";
import type { Making, Place } from "#components/review/places.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { cn } from "#components/ui/class-names.ts";
import { plural } from "#components/ui/count.ts";
import { Picture } from "#components/ui/picture.tsx";
import { useSettled } from "#components/ui/use-settled.ts";
import type { Review } from "#lib/schemas/review.ts";

/** Pixels of a tile beside those of its picture. */
export const TILE_REST = 70;

export const tileId = (placeId: string) => `tile-${placeId}`;

export const MAKING_WORDS: Record<Making, string> = { regenerate: "Regenerating", fix: "Fixing" };

const STRIP = "absolute inset-x-px top-px flex h-8 items-center gap-1 rounded-t-md pr-1.5 pl-9 font-medium text-xs";

/** What was decided, or what is being done, beside the box on the picture's upper edge: the lower one has the DEMO mark. */
function TileState({ review, making }: { review: Review; making: Making | null }) {
  if (making)
    return (
      <span className={cn(STRIP, "bg-accent-soft text-accent-text")}>
        <LoaderCircle className="size-3.5 shrink-0 motion-safe:animate-spin" aria-hidden />
        {MAKING_WORDS[making]}
      </span>
    );
  if (review.decision === "none") return <span className="sr-only">Not reviewed</span>;
  const isApproved = review.decision === "approve";
  const Icon = isApproved ? Check : X;
  return (
    <span className={cn(STRIP, isApproved ? "bg-good-soft text-good" : "bg-bad-soft text-bad")}>
      <Icon className="size-3.5 shrink-0" aria-hidden />
      <span className="shrink-0">{isApproved ? "Approved" : "Rejected"}</span>
      {review.note && <span className="truncate font-normal">· {review.note}</span>}
    </span>
  );
}

type WallTileProps = {
  place: Place;
  /** Which of the candidates for its product and variant it is. */
  member: number;
  of: number;
  isTicked: boolean;
  /** Does Tab lead to it? */
  isReachable: boolean;
  onOpen: (placeId: string) => void;
  onTick: (placeId: string, isTicked: boolean, isRange: boolean) => void;
};

/** One image to judge: its picture opens it, its box ticks it. */
const WallTile = memo(function WallTile({ place, member, of, isTicked, isReachable, ...props }: WallTileProps) {
  const { productTitle, targetVariant, thumbnailUrl, verdict, checks, review, versions } = place.image;
  const tabIndex = isReachable ? 0 : -1;
  const candidate = of > 1 ? `, candidate ${member} of ${of}` : "";
  return (
    <>
      <button
        id={tileId(place.id)}
        type="button"
        tabIndex={tabIndex}
        onClick={() => props.onOpen(place.id)}
        className={cn(
          "block w-full rounded-lg p-1.5 text-left transition-colors hover:bg-hover focus-visible:-outline-offset-2",
          isTicked && "bg-accent-soft",
        )}
      >
        <span className="relative block">
          <Picture key={place.image.id} src={thumbnailUrl} alt="" className="w-full" />
          <TileState review={review} making={place.making} />
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
        checked={isTicked}
        tabIndex={tabIndex}
        onCheckedChange={(ticked, event) =>
          props.onTick(place.id, ticked, (event.nativeEvent as PointerEvent).shiftKey === true)
        }
        className="absolute top-2.5 left-2.5 size-6 rounded-md border border-control bg-surface"
      />
    </>
  );
});

/** The tile of an image once it has stayed for a moment: those that fly by are empty boxes. */
export function SettledTile({ eager, ...props }: WallTileProps & { eager: boolean }) {
  return useSettled(eager || props.isReachable) ? (
    <WallTile {...props} />
  ) : (
    <div className="m-1.5 aspect-square rounded-md border bg-hover" />
  );
}
