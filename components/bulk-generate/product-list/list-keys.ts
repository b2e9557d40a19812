import type { KeyboardEvent } from "react";
import type { ListEnd } from "#components/bulk-generate/product-list/rows.ts";

const JUMPS: Partial<Record<string, ListEnd>> = { Home: "start", End: "end" };
const STEPS: Partial<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

export function onListKey(event: KeyboardEvent<HTMLElement>, jump: (to: ListEnd) => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const end = JUMPS[event.key];
  if (end) {
    event.preventDefault();
    jump(end);
  }
  const step = STEPS[event.key];
  const row = event.target instanceof HTMLInputElement && event.target.closest("[aria-posinset]");
  if (!step || !row) return;
  event.preventDefault();
  const place = Number(row.getAttribute("aria-posinset")) + step;
  event.currentTarget.querySelector<HTMLInputElement>(`[aria-posinset="${place}"] input`)?.focus();
}
