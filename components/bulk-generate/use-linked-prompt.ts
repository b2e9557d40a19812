"use client";

import { useEffect, useRef, useState } from "react";
import type { Choice } from "#components/bulk-generate/wizard-state.ts";

const KEY = "packshot.prompt";

function textOf({ customPrompt, values }: Choice): string {
  const filled = Object.values(values).filter((value) => value !== "");
  return [customPrompt, ...filled].join("\n").trim();
}

function readOwn(): string {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    // A browser that refuses storage: a reload then asks again.
    return "";
  }
}

function keepOwn(text: string): void {
  try {
    sessionStorage.setItem(KEY, text);
  } catch {
    // See readOwn().
  }
}

/**
 * The prompt that came with the address, until the user changes or accepts it; null if it was written in this tab.
 * Another site may link here with its own prompt.
 */
export function useLinkedPrompt(choice: Choice, isFromUrl: boolean): { text: string | null; accept: () => void } {
  const text = textOf(choice);
  const first = useRef(text);
  const [linked, setLinked] = useState<string | null>(null);
  useEffect(() => {
    if (isFromUrl && first.current !== "" && first.current !== readOwn()) setLinked(first.current);
  }, [isFromUrl]);
  useEffect(() => {
    if (!isFromUrl || text !== first.current) keepOwn(text);
  }, [isFromUrl, text]);
  function accept() {
    keepOwn(text);
    setLinked(null);
  }
  return { text: linked === text ? linked : null, accept };
}
