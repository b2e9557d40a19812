import { CircleAlert, Clock, LoaderCircle } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { unmadeWord } from "#components/images/messages.ts";
import { VersionBadges } from "#components/products/versions/version-badges.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Picture } from "#components/ui/picture.tsx";
import { Ago } from "#components/ui/time.tsx";
import { useFocusAfter } from "#components/ui/use-focus-after.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";

export function NoPicture({ image, className }: { image: GeneratedImage; className?: string }) {
  const box =
    "flex aspect-square w-full flex-col items-center justify-center gap-1 rounded-md border p-2 text-center text-xs";
  const unmade = unmadeWord(image);
  if (unmade)
    return (
      <span className={cn(box, image.status === "FAILED" ? "bg-bad-soft text-bad" : "bg-hover text-muted", className)}>
        <CircleAlert className="size-4" aria-hidden />
        {unmade}
      </span>
    );
  const working = image.status === "GENERATING";
  const Icon = working ? LoaderCircle : Clock;
  return (
    <span className={cn(box, "bg-hover text-muted", className)}>
      <Icon className={cn("size-4", working && "motion-safe:animate-spin")} aria-hidden />
      {working ? "Generating" : "Waiting"}
    </span>
  );
}

type TileProps = {
  id: string;
  label: string;
  onOpen: () => void;
  picture: ReactNode;
  caption: ReactNode;
  menu?: ReactNode;
};

/** The address ending in `#image-<id>` leads to it. */
export function Tile({ id, label, onOpen, picture, caption, menu }: TileProps) {
  const tile = useRef<HTMLLIElement>(null);
  useFocusAfter(tile, "main");
  return (
    <li
      ref={tile}
      id={`image-${id}`}
      className="relative rounded-lg outline-2 outline-transparent outline-offset-2 target:outline-accent"
    >
      <button
        type="button"
        onClick={onOpen}
        className="block w-full rounded-lg p-1 text-left transition-colors hover:bg-hover"
      >
        <span className="sr-only">{label}. </span>
        {picture}
        <span className="mt-1 flex min-h-5 items-center justify-between gap-2 text-muted text-xs">{caption}</span>
      </button>
      {menu}
    </li>
  );
}

function versionName({ imageTypeName, origin, note }: GeneratedImage): string {
  const name = imageTypeName ?? "Image";
  if (origin === "fix") return `${name}, fixed`;
  if (origin === "reused") return `${name}, reused`;
  return note ? `${name}, regenerated` : name;
}

type ResultTileProps = { image: GeneratedImage; variant: string; contested: boolean; onOpen: () => void };

export function ResultTile({ image, variant, contested, onOpen }: ResultTileProps) {
  const name = versionName(image);
  const state = image.status === "COMPLETED" ? "" : `, ${image.status.toLowerCase()}`;
  return (
    <Tile
      id={image.id}
      label={`${variant} image${state}`}
      onOpen={onOpen}
      picture={image.status === "COMPLETED" ? <Picture src={image.thumbnailUrl} alt="" /> : <NoPicture image={image} />}
      caption={
        <span className="min-w-0 flex-1 space-y-1">
          <span className="flex items-center justify-between gap-2">
            <span className="truncate text-ink">{name}</span>
            <span className="shrink-0">
              <Ago value={image.completedAt ?? image.createdAt} />
            </span>
          </span>
          {image.status === "COMPLETED" && (
            <span className="flex min-h-5 flex-wrap gap-1">
              <VersionBadges image={image} contested={contested} />
            </span>
          )}
        </span>
      }
    />
  );
}
