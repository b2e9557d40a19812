"use client";

import { type KeyboardEvent, type MouseEvent, type PointerEvent, useRef, useState } from "react";

/** A press that moves less is a click. */
const CLICK_PX = 6;

/** `x` and `y`: how far the tile is from its place. */
export type Drag = { from: string; over: string | null; x: number; y: number };

type Press = { from: string; x: number; y: number; pointerId: number };

const variantAt = (target: EventTarget | null, selector: string): string | null =>
  target instanceof Element ? (target.closest<HTMLElement>(selector)?.dataset.variant ?? null) : null;

/**
 * Drags elements with `data-draggable` to those with `data-variant`. Not the browser's own drag and drop: it takes no element
 * whose content is a button, and offers pictures as files. A finger scrolls.
 */
export function useTileDrag(onDrop: (from: string, to: string) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const press = useRef<Press | null>(null);
  const isClickOfDrag = useRef(false);

  function end(): void {
    press.current = null;
    setDrag(null);
  }

  const handlers = {
    onPointerDown({ target, button, pointerType, pointerId, clientX: x, clientY: y }: PointerEvent) {
      isClickOfDrag.current = false;
      const from = variantAt(target, "[data-draggable]");
      if (from !== null && button === 0 && pointerType !== "touch") press.current = { from, x, y, pointerId };
    },
    onPointerMove({ currentTarget, pointerId, clientX, clientY }: PointerEvent) {
      const begun = press.current;
      if (begun?.pointerId !== pointerId) return;
      const [x, y] = [clientX - begun.x, clientY - begun.y];
      if (drag === null && Math.hypot(x, y) < CLICK_PX) return;
      if (drag === null) currentTarget.setPointerCapture(pointerId);
      const over = variantAt(document.elementFromPoint(clientX, clientY), "[data-variant]");
      setDrag({ from: begun.from, over: over === begun.from ? null : over, x, y });
    },
    onPointerUp() {
      isClickOfDrag.current = drag !== null;
      end();
      if (drag?.over) onDrop(drag.from, drag.over);
    },
    onPointerCancel: end,
    onDragStart: (event: MouseEvent) => event.preventDefault(),
    onClickCapture(event: MouseEvent) {
      // A click by key has no detail, and follows no drag.
      if (isClickOfDrag.current && event.detail > 0) event.stopPropagation();
      isClickOfDrag.current = false;
    },
    onKeyDown({ key }: KeyboardEvent) {
      if (key !== "Escape" || drag === null) return;
      isClickOfDrag.current = true;
      end();
    },
  };
  return { drag, handlers };
}
