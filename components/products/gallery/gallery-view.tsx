"use client";

import { Images, Sparkles } from "lucide-react";
import { type Move, useMoves } from "#components/products/edit/use-moves.ts";
import { GalleryGap } from "#components/products/gallery/gallery-gap.tsx";
import {
  imageVariantsNow,
  isPart,
  movedWords,
  movesOf,
  nextFilled,
  partBeside,
  slotsOf,
  withImagesMoved,
} from "#components/products/gallery/gallery-slots.ts";
import { GalleryTile, galleryTileId } from "#components/products/gallery/gallery-tile.tsx";
import { useTileDrag } from "#components/products/gallery/use-tile-drag.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can, useCan } from "#components/ui/can.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { isTyping, type PageKeys, useOwnKeys } from "#components/ui/page-keys.ts";
import { topLayer, useKeys } from "#components/ui/use-keys.ts";
import type { Product } from "#lib/schemas/product.ts";

const GALLERY_KEYS: PageKeys = {
  title: "Gallery",
  keys: [
    ["Alt + ← →", "Move the image one place"],
    ["Enter", "Open the image next to its photo"],
    ["Z", "Undo the last move"],
  ],
};

const IMAGES = { name: "image", path: "images", before: imageVariantsNow, shown: withImagesMoved };

/** As in the review: Ctrl+Z, ⌘Z and Z are one. */
function useUndoKey(undo: () => void): void {
  useKeys((event) => {
    const { key, altKey, shiftKey, repeat, target } = event;
    if (key.toLowerCase() !== "z" || altKey || shiftKey || repeat || isTyping(target) || topLayer()) return;
    event.preventDefault();
    undo();
  });
}

function NoImages({ productId }: { productId: string }) {
  return (
    <div className="rounded-lg border bg-surface">
      <EmptyState
        icon={<Images className="size-6" aria-hidden />}
        title="No images yet"
        text="Generate images from the photos: the current ones appear here as shoppers see them."
        action={
          <Can do="spend">
            <ButtonLink variant="primary" href={`/bulk-generate?product=${encodeURIComponent(productId)}`}>
              <Sparkles className="size-4" aria-hidden />
              Generate images
            </ButtonLink>
          </Can>
        }
      />
    </div>
  );
}

type GalleryViewProps = {
  product: Product;
  onOpen: (imageId: string) => void;
  onAddPhoto: (variant: string) => void;
};

export function GalleryView({ product, onOpen, onAddPhoto }: GalleryViewProps) {
  const slots = slotsOf(product);
  const { move, undo } = useMoves(product, IMAGES);
  useUndoKey(() => void undo());
  const isMovable = useCan()("version");
  useOwnKeys(isMovable ? GALLERY_KEYS : null);

  function moveTo(from: string, to: string): void {
    const image = slots.find(({ variant }) => variant === from)?.shown;
    const variants = movesOf(slots, from, to);
    if (!image || Object.keys(variants).length === 0) return;
    const own: Move = { variants, said: movedWords(slots, from, to), focusId: galleryTileId(image.id) };
    void move(own);
  }
  const { drag, handlers } = useTileDrag(moveTo);
  if (slots.length === 0) return <NoImages productId={product.id} />;
  return (
    <div className="max-w-5xl space-y-3 overflow-clip rounded-lg border bg-surface p-3 sm:p-4">
      <p className="text-muted text-xs">
        Current images in the order in which shoppers see them.
        {isMovable &&
          slots.some(({ variant, shown }) => shown && isPart(variant)) &&
          " Drag a PT image to its place, or move it with its arrows (Alt + ← →)."}
      </p>
      <ul
        aria-label="Gallery"
        {...(isMovable && handlers)}
        className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-3 gap-y-4 sm:grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))]"
      >
        {slots.map((slot) =>
          slot.shown ? (
            <GalleryTile
              key={slot.shown.id}
              slot={slot}
              image={slot.shown}
              isMovable={isMovable && isPart(slot.variant)}
              beside={{ "-1": partBeside(slots, slot.variant, -1), 1: partBeside(slots, slot.variant, 1) }}
              drag={drag}
              onOpen={() => onOpen(slot.shown?.id ?? "")}
              onMove={(to) => moveTo(slot.variant, to)}
            />
          ) : (
            <GalleryGap
              key={slot.variant}
              productId={product.id}
              slot={slot}
              isOver={drag?.over === slot.variant}
              next={!isMovable || slot.variant === "MAIN" ? null : (nextFilled(slots, slot.variant)?.variant ?? null)}
              onMoveHere={(from) => moveTo(from, slot.variant)}
              onAddPhoto={() => onAddPhoto(slot.variant)}
            />
          ),
        )}
      </ul>
    </div>
  );
}
