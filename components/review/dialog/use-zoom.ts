"use client";

import { useCallback, useEffect, useState } from "react";
import {
  actualSize,
  FIT,
  panBy,
  percentOf,
  type Size,
  type View,
  ZOOM_STEP,
  zoomBy,
} from "#components/review/dialog/zoom.ts";

const PAN_PX = 80;
const MIDDLE = { x: 0, y: 0 };

/** Null before there is an element. */
export function useBox() {
  const [element, onBox] = useState<HTMLElement | null>(null);
  const [box, setBox] = useState<Size | null>(null);
  useEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(() => setBox({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return { box, onBox };
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

/** The boxes of both pictures must be as large as each other. The view stays from image to image. */
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
