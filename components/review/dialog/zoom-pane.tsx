"use client";

import { ImageOff } from "lucide-react";
import { type PointerEvent, type ReactNode, type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { clampView, frameOf, panBy, type Size, type View, zoomBy } from "#components/review/dialog/zoom.ts";
import { cn } from "#components/ui/class-names.ts";

type ZoomPaneProps = {
  caption: ReactNode;
  src: string | null;
  thumbnailUrl: string | null;
  alt: string;
  /** Pixels of the picture; null: known once it is there. */
  size: Size | null;
  box: Size | null;
  view: View;
  onView: (next: (view: View) => View) => void;
  onBox?: (element: HTMLElement | null) => void;
};

const WHEEL_STEP = 1.0015;

type Gestures = Pick<ZoomPaneProps, "box" | "view" | "onView"> & {
  ref: RefObject<HTMLElement | null>;
  picture: Size | null;
};

/** A wheel that zooms must not scroll the page as well, which React's own listener can't keep it from. */
function useWheel({ ref, box, picture, onView }: Gestures): void {
  const turn = useEffectEvent((event: WheelEvent) => {
    const frame = ref.current?.getBoundingClientRect();
    if (!box || !picture || !frame) return;
    event.preventDefault();
    const at = {
      x: event.clientX - frame.left - frame.width / 2,
      y: event.clientY - frame.top - frame.height / 2,
    };
    onView((before) => zoomBy(before, WHEEL_STEP ** -event.deltaY, at, box, picture));
  });
  useEffect(() => {
    const element = ref.current;
    const listen = (event: WheelEvent) => turn(event);
    element?.addEventListener("wheel", listen, { passive: false });
    return () => element?.removeEventListener("wheel", listen);
  }, [ref]);
}

function useGestures(gestures: Gestures) {
  const { box, picture, view, onView } = gestures;
  const isZoomed = box !== null && picture !== null && clampView(view, box, picture).zoom > 1.001;
  useWheel(gestures);
  function drag(event: PointerEvent) {
    if (!(event.buttons & 1) || !box || !picture || !isZoomed) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    onView((before) => panBy(before, { x: event.movementX, y: event.movementY }, box, picture));
  }
  return { isZoomed, drag };
}

function NoPicture({ isDeleted }: { isDeleted: boolean }) {
  return (
    <p className="absolute inset-0 flex flex-col items-center justify-center gap-1 text-muted text-xs">
      <ImageOff className="size-4" aria-hidden />
      {isDeleted ? "The source photo was deleted" : "Couldn't load the picture"}
    </p>
  );
}

export function ZoomPane({ caption, src, thumbnailUrl, alt, size, box, view, onView, onBox }: ZoomPaneProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [natural, setNatural] = useState<Size | null>(null);
  const [broken, setBroken] = useState(false);
  const picture = size ?? natural;
  const { isZoomed, drag } = useGestures({ ref, box, picture, view, onView });
  useEffect(() => {
    onBox?.(ref.current);
  }, [onBox]);
  const frame = box && frameOf(view, box, picture ?? { width: 1, height: 1 });
  return (
    <figure className="flex min-h-0 min-w-0 flex-1 flex-col gap-1">
      <figcaption className="truncate text-muted text-xs">{caption}</figcaption>
      <div
        ref={ref}
        onPointerMove={drag}
        className={cn(
          "relative min-h-0 flex-1 select-none overflow-hidden rounded-md border bg-hover max-lg:h-[44dvh] max-lg:flex-none",
          isZoomed && "cursor-grab touch-none active:cursor-grabbing",
        )}
      >
        {src === null || broken ? (
          <NoPicture isDeleted={src === null} />
        ) : (
          frame && (
            <div className={cn("checker absolute overflow-hidden", !picture && "invisible")} style={frame}>
              {thumbnailUrl && (
                <img src={thumbnailUrl} alt="" className="absolute inset-0 size-full" draggable={false} />
              )}
              <img
                src={src}
                alt={alt}
                decoding="async"
                draggable={false}
                onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
                  setNatural({ width, height })
                }
                onError={() => setBroken(true)}
                className="absolute inset-0 size-full"
              />
            </div>
          )
        )}
      </div>
    </figure>
  );
}
