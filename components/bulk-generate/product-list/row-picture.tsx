"use client";

import { useEffect, useState } from "react";
import { Picture } from "#components/ui/picture.tsx";

/** Rows that fly by are gone before that: their pictures are never asked for. */
const SETTLED_MS = 120;

type RowPictureProps = {
  src: string | null;
  /** In view when the page opens. */
  eager: boolean;
};

/** A row's picture, once the row has stayed for a moment. */
export function RowPicture({ src, eager }: RowPictureProps) {
  const [isSettled, setSettled] = useState(eager);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSettled ? (
    <Picture src={src} alt="" width={40} className="w-10" />
  ) : (
    <span className="checker size-10 shrink-0 rounded-md border" />
  );
}
