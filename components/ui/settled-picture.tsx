"use client";

import { useEffect, useState } from "react";
import { cn } from "#components/ui/class-names.ts";
import { Picture } from "#components/ui/picture.tsx";

/** Rows that fly by are gone before that: their pictures are never asked for. */
const SETTLED_MS = 120;

type SettledPictureProps = {
  src: string | null;
  /** In view when the page opens. */
  eager?: boolean | undefined;
  /** Its size: it is a square. */
  className: string;
};

/** A picture in a list of any length, once its row has stayed for a moment. */
export function SettledPicture({ src, eager = false, className }: SettledPictureProps) {
  const [isSettled, setSettled] = useState(eager);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSettled ? (
    <Picture src={src} alt="" className={className} />
  ) : (
    <span className={cn("checker block aspect-square shrink-0 rounded-md border", className)} />
  );
}
