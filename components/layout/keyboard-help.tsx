"use client";

import { useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { isTyping, type Keys, usePageKeys } from "#components/ui/page-keys.ts";
import { topLayer, useKeys } from "#components/ui/use-keys.ts";

const KEYS = [
  ["/", "Search on this page"],
  ["?", "Show keyboard shortcuts"],
  ["Esc", "Close a dialog or menu, clear the search"],
  ["Shift + click", "Select all rows from the last click to this one"],
  ["← →", "Previous / next picture"],
  ["Space", "Select the focused row"],
  ["↑ ↓", "Previous / next product"],
  ["Home, End", "First / last product"],
] as const;

function focusSearch(event: KeyboardEvent): void {
  const search = document.querySelector<HTMLInputElement>("input[type=search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function KeyList({ keys }: { keys: Keys }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
      {keys.map(([key, meaning]) => (
        <div key={key} className="contents">
          <dt>
            <kbd className="rounded-md border bg-hover px-1.5 py-0.5 font-mono text-xs">{key}</kbd>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Also handles `/`, which focuses the search on every page. */
export function KeyboardHelp() {
  const [open, setOpen] = useState(false);
  const page = usePageKeys();
  useKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "?") setOpen(true);
    if (event.key === "/" && !topLayer()) focusSearch(event);
  });
  return (
    <Dialog open={open} onOpenChange={setOpen} title="Keyboard shortcuts" size={page ? "lg" : "md"}>
      <div className={page ? "grid items-start gap-x-8 gap-y-4 sm:grid-cols-2" : undefined}>
        {page && (
          <section aria-labelledby="page-keys" className="space-y-2">
            <h3 id="page-keys" className="font-semibold">
              {page.title}
            </h3>
            <KeyList keys={page.keys} />
          </section>
        )}
        <section aria-label="On every page" className="space-y-2">
          {page && <h3 className="font-semibold">On every page</h3>}
          <KeyList keys={KEYS} />
        </section>
      </div>
    </Dialog>
  );
}
