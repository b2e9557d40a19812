"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";

/** Characters. */
const SHORT = 400;
const LINES = 6;

export function LongText({ text }: { text: string }) {
  const [all, setAll] = useState(false);
  const isLong = text.length > SHORT || text.split("\n").length > LINES;
  return (
    <div className="min-w-0 flex-1 space-y-1">
      <p className={cn("whitespace-pre-wrap break-words", isLong && !all && "line-clamp-6")}>{text}</p>
      {isLong && (
        <Button size="sm" variant="ghost" className="-ml-2" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Show less" : "Show all"}
        </Button>
      )}
    </div>
  );
}
