"use client";

import { ImageOff } from "lucide-react";
import { useState } from "react";
import { cn } from "#components/ui/class-names.ts";

type PictureProps = {
  src: string | null;
  /** "" if the text next to it already names it. */
  alt: string;
  /** Pixels. They set the aspect ratio; `className` sets the size (default: the full width). */
  width?: number | undefined;
  height?: number | undefined;
  /** Above the fold or in a dialog: load at once. */
  eager?: boolean | undefined;
  className?: string | undefined;
};

/** The box has its size before the picture loads. */
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
