"use client";

import { type RefObject, useEffect, useEffectEvent } from "react";
import type { Direction } from "#components/review/layout.ts";
import type { Pressed } from "#components/review/review-keys.ts";
import { isTyping } from "#components/ui/page-keys.ts";
import { topLayer, useKeys } from "#components/ui/use-keys.ts";

const DIRECTIONS: Partial<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "start",
  End: "end",
};

export type GridKeys<Command, Cursor> = {
  grid: RefObject<HTMLElement | null>;
  cursor: Cursor;
  commandOf: (event: Pressed) => Command | "undo" | null;
  onFocus: (target: Element) => void;
  /** `isFirst`: nothing had the keyboard before. */
  onMove: (direction: Direction, isFirst: boolean) => void;
  /** About what has the keyboard; null for what is about nothing. */
  onCommand: (command: Command | "undo", cursor: Cursor | null) => void;
};

/** Wherever nothing else takes them. A decision needs an image that has the keyboard. */
export function useGridKeys<Command, Cursor>({
  grid,
  cursor,
  commandOf,
  onFocus,
  onMove,
  onCommand,
}: GridKeys<Command, Cursor>): void {
  useKeys((event) => {
    const { target } = event;
    if (isTyping(target) || topLayer()) return;
    const isIdle = target === document.body || (target instanceof Element && target.id === "main");
    const isInGrid = target instanceof Node && grid.current?.contains(target) === true;
    const direction = DIRECTIONS[event.key];
    if (direction && (isIdle || isInGrid) && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      onMove(direction, !isInGrid);
      return;
    }
    const command = commandOf(event);
    if (!command || (command !== "undo" && !isInGrid)) return;
    event.preventDefault();
    onCommand(command, isInGrid ? cursor : null);
  });
  const follow = useEffectEvent(({ target }: FocusEvent) => target instanceof Element && onFocus(target));
  useEffect(() => {
    const element = grid.current;
    const listen = (event: FocusEvent) => follow(event);
    element?.addEventListener("focusin", listen);
    return () => element?.removeEventListener("focusin", listen);
  }, [grid]);
}
