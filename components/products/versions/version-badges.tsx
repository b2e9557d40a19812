import { Check, Star, X } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { GeneratedImage } from "#lib/schemas/image.ts";

type VersionBadgesProps = { image: GeneratedImage; contested: boolean };

export function VersionBadges({ image: { current, review }, contested }: VersionBadgesProps) {
  return (
    <>
      {review.decision === "approve" && (
        <Badge tone="good" icon={<Check className="size-3.5" aria-hidden />}>
          approved
        </Badge>
      )}
      {review.decision === "reject" && (
        <Badge tone="bad" icon={<X className="size-3.5" aria-hidden />}>
          rejected
        </Badge>
      )}
      {current && (
        <Badge
          tone="accent"
          icon={<Star className="size-3.5" aria-hidden />}
          title={
            contested ? "One of several images for this variant. Choose one." : "The current image for this variant."
          }
        >
          {contested ? "candidate" : "current"}
        </Badge>
      )}
    </>
  );
}
