"use client";

import { Maximize, ZoomIn, ZoomOut } from "lucide-react";
import type { Zoom, ZoomCommand } from "#components/review/dialog/use-zoom.ts";
import type { Size } from "#components/review/dialog/zoom.ts";
import { ZoomPane } from "#components/review/dialog/zoom-pane.tsx";
import { Button } from "#components/ui/button.tsx";
import type { ReviewImage } from "#lib/schemas/review.ts";

type DialogPicturesProps = {
  image: ReviewImage;
  zoom: Zoom;
  box: Size | null;
  onBox: (element: HTMLElement | null) => void;
};

const ACTUAL = 100;

function ZoomBar({ zoom: { percent, zoom } }: { zoom: Zoom }) {
  const button = (label: string, command: ZoomCommand, Icon: typeof ZoomIn) => (
    <Button
      size="sm"
      variant="ghost"
      aria-label={label}
      title={label}
      onClick={() => zoom(command)}
      className="w-7 px-0"
    >
      <Icon className="size-4" aria-hidden />
    </Button>
  );
  return (
    <div role="toolbar" aria-label="Zoom" className="flex items-center justify-center gap-1">
      {button("Zoom out", "out", ZoomOut)}
      <output className="w-14 text-center text-muted text-xs">{percent === null ? "–" : `${percent}%`}</output>
      {button("Zoom in", "in", ZoomIn)}
      {button("Fit", "fit", Maximize)}
      <Button size="sm" variant="ghost" aria-pressed={percent === ACTUAL} onClick={() => zoom("actual")}>
        100%
      </Button>
    </div>
  );
}

export function DialogPictures({ image, zoom, box, onBox }: DialogPicturesProps) {
  const { view, setView } = zoom;
  const name = `${image.productTitle}, ${image.targetVariant}`;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      {/* biome-ignore lint/a11y/useSemanticElements: it groups no fields of a form */}
      <div
        role="group"
        aria-label="Photo and image"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it has the keyboard first, for its keys
        tabIndex={0}
        data-first-focus
        // The margin keeps the dialog at its top when this gets the keyboard and is taller than the dialog.
        className="flex min-h-0 flex-1 scroll-my-[100vh] flex-col-reverse gap-3 rounded-md lg:flex-row"
      >
        <ZoomPane
          key={image.sourceUrl}
          caption={`Photo${image.variant ? ` · ${image.variant}` : ""}`}
          src={image.sourceUrl}
          thumbnailUrl={image.sourceThumbnailUrl}
          alt={`Photo of ${name}`}
          size={null}
          {...{ box, view }}
          onView={setView}
        />
        <ZoomPane
          key={image.url}
          caption={`Image${image.model === "demo" ? " (demo)" : ""} · ${image.width} × ${image.height}`}
          src={image.url}
          thumbnailUrl={image.thumbnailUrl}
          alt={`Image of ${name}`}
          size={image}
          {...{ box, view, onBox }}
          onView={setView}
        />
      </div>
      <ZoomBar zoom={zoom} />
    </div>
  );
}
