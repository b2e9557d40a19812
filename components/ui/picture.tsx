"use client";

import { ImageOff } from "lucide-react";
import { useState } from "react";
import { cn } from "#components/ui/class-names.ts";

type PictureProps = {
  /** null: there is no picture. */
  src: string | null;
  /** "" where the text beside it names it already. */
  alt: string;
  /** Pixels of the picture: they give the box its ratio, `className` gives it its size (else all the width there is). */
  width?: number | undefined;
  height?: number | undefined;
  /** Above the fold, or in a dialog: load it at once. */
  eager?: boolean | undefined;
  className?: string | undefined;
};

/** A picture on the light checker, whole, in a box that is there before it loads; a missing one says so. */
export function Picture({ src, alt, width = 160, height = width, eager = false, className }: PictureProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const missing = src === null || broken === src;
  return (
    <span
      className={cn("checker relative block max-w-full shrink-0 overflow-hidden rounded-md border", className)}
      style={{ aspectRatio: `${width} / ${height}` }}
    >
      {missing ? (
        <span
          className="absolute inset-0 grid place-items-center bg-hover text-muted"
          {...(alt ? { role: "img", "aria-label": `${alt}: no picture` } : {})}
        >
          <ImageOff className="size-4" aria-hidden />
        </span>
      ) : (
        <img
          src={src}
          alt={alt}
          width={width}
          height={height}
          loading={eager ? "eager" : "lazy"}
          decoding="async"
          onError={() => setBroken(src)}
          className="absolute inset-0 size-full object-contain"
        />
      )}
    </span>
  );
}
