"use client";

import { useEffect, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";

const KEYS = [
  ["/", "Search on this page"],
  ["?", "Show these keys"],
  ["Esc", "Close a dialog or a menu, clear the search"],
  ["Shift + click", "Select all rows from the last click to this one"],
  ["← →", "The picture before, the picture after"],
  ["Space", "Tick the row in focus"],
  ["↑ ↓", "The row before, the row after, where products are chosen"],
  ["Home, End", "The start, the end of that list"],
] as const;

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.matches(TYPING);
}

function focusSearch(event: KeyboardEvent): void {
  const search = document.querySelector<HTMLInputElement>("input[type=search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

/** Listens for the keys that work on every page: `/` goes to the page's search, `?` lists the keys. */
export function KeyboardHelp() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (event.key === "?") setOpen(true);
      if (event.key === "/" && !document.querySelector("[role=dialog], [role=alertdialog]")) focusSearch(event);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  return (
    <Dialog open={open} onOpenChange={setOpen} title="Keys">
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {KEYS.map(([key, meaning]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded-md border bg-hover px-1.5 py-0.5 font-mono text-xs">{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
