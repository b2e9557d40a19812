import type { CSSProperties, KeyboardEvent } from "react";
import type { GallerySlot } from "#components/products/gallery/gallery-slots.ts";
import type { Drag } from "#components/products/gallery/use-tile-drag.ts";
import { VersionBadges } from "#components/products/versions/version-badges.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { MOVES, stepOf } from "#components/ui/move-keys.ts";
import { Picture } from "#components/ui/picture.tsx";
import type { GeneratedImage } from "#lib/schemas/image.ts";

/** The button that opens an image. */
export const galleryTileId = (imageId: string) => `gallery-${imageId}`;

type GalleryTileProps = {
  slot: GallerySlot;
  image: GeneratedImage;
  isMovable: boolean;
  /** The PT variant on either side; null at the ends. */
  beside: Record<1 | -1, string | null>;
  drag: Drag | null;
  onOpen: () => void;
  onMove: (to: string) => void;
};

function MoveButtons({ variant, beside, onMove }: { variant: string } & Pick<GalleryTileProps, "beside" | "onMove">) {
  return (
    <span className="absolute top-1.5 right-1.5 flex gap-1 transition-opacity pointer-fine:opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
      {MOVES.map(({ by, side, icon: Icon }) => {
        const to = beside[by];
        const label = to ? `Move ${variant} ${side} to ${to}` : `Move ${variant} ${side}`;
        return (
          <Button
            key={side}
            size="sm"
            aria-label={label}
            title={label}
            // At the end it stays focusable: the focus does not get lost on the way.
            aria-disabled={!to}
            onClick={() => to && onMove(to)}
            className="w-7 border-control bg-raised px-0"
          >
            <Icon className="size-4" aria-hidden />
          </Button>
        );
      })}
    </span>
  );
}

function State({ slot: { contenders }, image }: Pick<GalleryTileProps, "slot" | "image">) {
  if (contenders > 1)
    return (
      <Badge tone="warn" title="Several images are current for this variant. Open one, and use that version.">
        1 of {contenders}, choose
      </Badge>
    );
  return <VersionBadges image={{ ...image, current: false }} contested={false} />;
}

export function GalleryTile({ slot, image, isMovable, beside, drag, onOpen, onMove }: GalleryTileProps) {
  const { variant } = slot;
  const isMain = variant === "MAIN";
  const isDragged = drag?.from === variant;
  const style: CSSProperties | undefined = isDragged ? { transform: `translate(${drag.x}px, ${drag.y}px)` } : undefined;

  function moveByKey(event: KeyboardEvent) {
    const step = isMovable && stepOf(event, "row");
    if (!step) return;
    // At the ends as well: the browser would go to another page.
    event.preventDefault();
    const to = beside[step];
    if (to) onMove(to);
  }

  return (
    <li
      data-variant={isMovable ? variant : undefined}
      data-draggable={isMovable || undefined}
      onKeyDown={moveByKey}
      style={style}
      className={cn(
        "group relative min-w-0 select-none rounded-lg outline-2 outline-offset-2",
        drag?.over === variant ? "outline-accent" : "outline-transparent",
        isMain && "col-span-full w-full max-w-sm",
        isMovable && "pointer-fine:cursor-grab",
        isDragged && "pointer-events-none z-10 opacity-80",
      )}
    >
      <button
        id={galleryTileId(image.id)}
        type="button"
        onClick={onOpen}
        aria-label={`${variant} image`}
        aria-keyshortcuts={isMovable ? "Alt+ArrowLeft Alt+ArrowRight" : undefined}
        className={cn("block w-full rounded-md transition-opacity hover:opacity-90", isMovable && "cursor-[inherit]")}
      >
        <Picture
          eager={isMain}
          src={isMain ? image.url : image.thumbnailUrl}
          alt=""
          {...(isMain ? { width: image.width ?? 1, height: image.height ?? 1, className: "max-h-[70dvh]" } : {})}
        />
      </button>
      <span className="mt-1 flex min-h-7 items-center gap-2">
        <span className="font-semibold">{variant}</span>
        <State slot={slot} image={image} />
      </span>
      {isMovable && (
        <span className={cn(isDragged && "invisible")}>
          <MoveButtons variant={variant} beside={beside} onMove={onMove} />
        </span>
      )}
    </li>
  );
}
