"use client";

import { Ban, CircleX, Clock, LoaderCircle, type LucideIcon, PackageX } from "lucide-react";
import { memo, useState } from "react";
import { unmadeWord } from "#components/images/messages.ts";
import { ProductLink } from "#components/images/product-link.tsx";
import { cn } from "#components/ui/class-names.ts";
import { later, useLater } from "#components/ui/later.ts";
import { Picture } from "#components/ui/picture.tsx";
import type { GeneratedImage, ImageStatus } from "#lib/schemas/image.ts";
import { targetLabel } from "#lib/schemas/variant-names.ts";

type Look = { icon: LucideIcon; word: string; className: string };

const LOOKS: Record<Exclude<ImageStatus, "COMPLETED">, Look> = {
  QUEUED: { icon: Clock, word: "Waiting", className: "bg-surface text-muted" },
  GENERATING: { icon: LoaderCircle, word: "Generating", className: "bg-accent-soft text-accent-text" },
  FAILED: { icon: CircleX, word: "Failed", className: "bg-bad-soft text-bad" },
  CANCELLED: { icon: Ban, word: "Cancelled", className: "bg-surface text-muted" },
};

function TileState({ image }: { image: GeneratedImage }) {
  const { status } = image;
  if (status === "COMPLETED") return <span className="sr-only">Made:</span>;
  const { icon: Icon, word, className } = LOOKS[status];
  return (
    <span
      className={cn(
        "absolute inset-x-px bottom-px flex items-center gap-1 rounded-b-md px-1.5 py-1 font-medium text-xs",
        className,
      )}
    >
      <Icon aria-hidden className={cn("size-3.5 shrink-0", status === "GENERATING" && "motion-safe:animate-spin")} />
      <span className="min-w-0 leading-4">{unmadeWord(image) ?? word}</span>
    </span>
  );
}

function DeletedPicture() {
  return (
    <span className="flex aspect-square w-full flex-col items-center justify-center gap-1 rounded-md border border-dashed bg-hover text-muted text-xs">
      <PackageX className="size-4" aria-hidden />
      Product deleted
    </span>
  );
}

function TilePicture({ image: { status, thumbnailUrl, sourceThumbnailUrl } }: { image: GeneratedImage }) {
  const made = status === "COMPLETED";
  return (
    <Picture
      src={made ? thumbnailUrl : sourceThumbnailUrl}
      alt=""
      className={cn("w-full transition-opacity", !made && "opacity-50")}
    />
  );
}

/** `named`: with its variant, where a job makes several images of a product. */
type TileProps = { image: GeneratedImage; named: boolean };

function Tile({ image, named }: TileProps) {
  const { productId, productTitle, targetVariant } = image;
  const caption = named ? `${targetLabel(targetVariant)} · ${productTitle}` : productTitle;
  return (
    <>
      <span className="relative block overflow-hidden rounded-md">
        {productId === null ? <DeletedPicture /> : <TilePicture image={image} />}
        <TileState image={image} />
      </span>
      <span className="mt-1 block truncate text-xs" title={caption}>
        {caption}
      </span>
    </>
  );
}

const baseTileTooltip = later(() =>
  import("#components/jobs/base-tile-tooltip.tsx").then(({ BaseTileTooltip }) => BaseTileTooltip),
);

/** The link gets its tooltip once somebody points at it or moves the focus to it. */
function UnmadeTile({ image, named }: TileProps) {
  const [near, setNear] = useState<"pointer" | "focus" | null>(null);
  const BaseTileTooltip = useLater(baseTileTooltip, near !== null);
  const tile = <Tile image={image} named={named} />;
  if (near && BaseTileTooltip)
    return (
      <BaseTileTooltip image={image} hadFocus={near === "focus"}>
        {tile}
      </BaseTileTooltip>
    );
  return (
    <ProductLink
      plain
      productId={image.productId}
      className="block rounded-md"
      onPointerEnter={() => setNear((before) => before ?? "pointer")}
      onFocus={() => setNear("focus")}
      onBlur={() => setNear(null)}
    >
      {tile}
    </ProductLink>
  );
}

export const ImageTile = memo(function ImageTile({ image, named }: TileProps) {
  return (
    <li className="min-w-0">
      {image.productId !== null && unmadeWord(image) ? (
        <UnmadeTile image={image} named={named} />
      ) : (
        <ProductLink plain productId={image.productId} className="block rounded-md">
          <Tile image={image} named={named} />
        </ProductLink>
      )}
    </li>
  );
});
