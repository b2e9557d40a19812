"use client";

import { Check } from "lucide-react";
import { CheckBadge, VERDICT_LOOKS } from "#components/review/check-badge.tsx";
import { verdictSentence } from "#components/review/messages.ts";
import { cellLabel } from "#components/review/products/product-messages.ts";
import { type Cell, chosenOf, type Place, SHOWN } from "#components/review/products/product-rows.ts";
import { TileState } from "#components/review/review-tile.tsx";
import type { Tile } from "#components/review/tiles.ts";
import { useCan } from "#components/ui/can.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Picture } from "#components/ui/picture.tsx";

/** Pixels of a picture's side, and between two. */
const THUMBNAIL = 112;
const GAP = 8;
const PADDING = 8;

export const widthOf = (images: number): number => images * (THUMBNAIL + GAP) - GAP + 2 * PADDING + 1;

export type CellHandlers = {
  onOpen: (tileId: string) => void;
  /** `number`: from 1. */
  onPick: (place: Place, number: number) => void;
};

type CandidateProps = {
  tile: Tile;
  /** From 1; null where it is the only one. */
  number: number | null;
  isChosen: boolean;
  isReachable: boolean;
  onOpen: () => void;
  onPick: () => void;
};

function Candidate({ tile, number, isChosen, isReachable, onOpen, onPick }: CandidateProps) {
  const { image, making } = tile;
  const tabIndex = isReachable ? 0 : -1;
  const name = number === null ? image.targetVariant : `${image.targetVariant}, image ${number}`;
  const mayPick = useCan()("version");
  const look = image.verdict && VERDICT_LOOKS[image.verdict];
  return (
    <div className="shrink-0 space-y-1" style={{ width: THUMBNAIL }}>
      <button
        type="button"
        tabIndex={tabIndex}
        onClick={onOpen}
        className={cn(
          "relative block w-full rounded-md",
          isChosen && number !== null && "ring-2 ring-accent ring-offset-1 ring-offset-canvas",
        )}
      >
        <span className="sr-only">Open {name} </span>
        <Picture key={image.id} src={image.thumbnailUrl} alt="" width={THUMBNAIL} className="w-full" />
        <TileState review={image.review} making={making} className="h-6 pl-1.5" />
      </button>
      <div className="flex h-6 items-center gap-1.5">
        {number === null ? (
          <CheckBadge verdict={image.verdict} checks={image.checks} />
        ) : (
          <>
            <button
              type="button"
              tabIndex={tabIndex}
              aria-pressed={isChosen}
              disabled={!mayPick}
              aria-label={isChosen ? `${name} Picked` : `Pick ${name}`}
              onClick={onPick}
              className={cn(
                "inline-flex h-6 min-w-6 items-center justify-center gap-1 rounded-md border px-1.5 font-medium text-xs",
                isChosen
                  ? "border-transparent bg-accent text-on-fill"
                  : "border-control bg-surface enabled:hover:bg-hover",
              )}
            >
              {isChosen && <Check className="size-3.5" aria-hidden />}
              {isChosen ? `${number} Picked` : number}
            </button>
            {look && (
              <span title={verdictSentence(image.verdict, image.checks)} className={look.className}>
                <look.icon className="size-4" aria-hidden />
              </span>
            )}
          </>
        )}
      </div>
    </div>
  );
}

type ProductCellProps = CellHandlers & {
  cell: Cell;
  id: string;
  place: Place;
  width: number;
  /** Where all its images are. */
  href: string;
  /** Does Tab lead to it? */
  isReachable: boolean;
};

export function ProductCell({ cell, id, place, width, href, isReachable, onOpen, onPick }: ProductCellProps) {
  const { tiles } = cell;
  const chosen = chosenOf(cell);
  const more = tiles.length - SHOWN;
  return (
    <td
      id={id}
      tabIndex={isReachable ? 0 : -1}
      aria-colindex={place.column + 2}
      data-row={place.row}
      data-column={place.column}
      className="relative flex shrink-0 border-r p-2 focus-visible:-outline-offset-2"
      style={{ width, gap: GAP }}
    >
      <span className="sr-only">{cellLabel(cell)} </span>
      {tiles.length === 0 && (
        <span aria-hidden className="m-auto text-muted text-xs">
          No image
        </span>
      )}
      {tiles.slice(0, SHOWN).map((tile, index) => (
        <Candidate
          key={tile.id}
          tile={tile}
          number={tiles.length > 1 ? index + 1 : null}
          isChosen={tile === chosen}
          isReachable={isReachable}
          onOpen={() => onOpen(tile.id)}
          onPick={() => onPick(place, index + 1)}
        />
      ))}
      {more > 0 && (
        <a
          href={href}
          tabIndex={isReachable ? 0 : -1}
          className="absolute right-2 bottom-2 inline-flex h-6 items-center rounded-md bg-raised px-1.5 text-xs underline"
        >
          {more} more
        </a>
      )}
    </td>
  );
}
