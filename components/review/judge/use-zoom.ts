"use client";

import { type RefObject, useCallback, useEffect, useState } from "react";
import {
  actualSize,
  FIT,
  panBy,
  percentOf,
  type Size,
  type View,
  ZOOM_STEP,
  zoomBy,
} from "#components/review/judge/zoom.ts";

const PAN_PX = 80;
const MIDDLE = { x: 0, y: 0 };

/** The size of an element, as it changes; null before it is drawn. */
export function useSize(ref: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return size;
}

export type ZoomCommand = "in" | "out" | "fit" | "actual" | "left" | "right" | "up" | "down";

const PANS: Partial<Record<ZoomCommand, { x: number; y: number }>> = {
  left: { x: PAN_PX, y: 0 },
  right: { x: -PAN_PX, y: 0 },
  up: { x: 0, y: PAN_PX },
  down: { x: 0, y: -PAN_PX },
};

function change(view: View, command: ZoomCommand, box: Size, picture: Size): View {
  if (command === "fit") return FIT;
  if (command === "actual") return actualSize(view, box, picture);
  if (command === "in") return zoomBy(view, ZOOM_STEP, MIDDLE, box, picture);
  if (command === "out") return zoomBy(view, 1 / ZOOM_STEP, MIDDLE, box, picture);
  return panBy(view, PANS[command] ?? MIDDLE, box, picture);
}

/** One view for both pictures, in boxes that are as large as each other. It stays from image to image. */
export function useZoom(box: Size | null, picture: Size) {
  const [view, setView] = useState(FIT);
  return {
    view,
    setView: useCallback((next: (view: View) => View) => setView(next), []),
    percent: box && percentOf(view, box, picture),
    zoom: (command: ZoomCommand) => {
      if (box) setView((before) => change(before, command, box, picture));
    },
  };
}
export type Zoom = ReturnType<typeof useZoom>;
