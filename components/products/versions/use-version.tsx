"use client";

import { Star } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { imagePath, productPath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { send } from "#lib/api-client.ts";
import type { GeneratedImage, generateImageResponseSchema } from "#lib/schemas/image.ts";

type UseVersionProps = { image: GeneratedImage; contested: boolean };

export function UseVersion({ image, contested }: UseVersionProps) {
  const { run, busy } = useCommand(
    () => send<typeof generateImageResponseSchema>(imagePath(image.id), { current: true }, { method: "PATCH" }),
    {
      success: `This is the current image for ${image.targetVariant}.`,
      failure: "Couldn't change the version.",
      invalidates: image.productId === null ? [] : [productPath(image.productId)],
    },
  );
  if (image.status !== "COMPLETED" || (image.current && !contested) || image.productId === null) return null;
  return (
    <Button aria-disabled={busy} onClick={() => !busy && void run()}>
      <Star className="size-4" aria-hidden />
      Use this<span className="max-sm:sr-only"> version</span>
    </Button>
  );
}
