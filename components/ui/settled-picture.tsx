"use client";

import { cn } from "#components/ui/class-names.ts";
import { Picture } from "#components/ui/picture.tsx";
import { useSettled } from "#components/ui/use-settled.ts";

type SettledPictureProps = {
  src: string | null;
  eager?: boolean | undefined;
  /** Size of the square. */
  className: string;
};

/** For long lists: the picture is requested once its row has stayed in view for a moment. */
export function SettledPicture({ src, eager = false, className }: SettledPictureProps) {
  return useSettled(eager) ? (
    <Picture src={src} alt="" className={className} />
  ) : (
    <span className={cn("checker block aspect-square shrink-0 rounded-md border", className)} />
  );
}
