"use client";

import { unmadeWord } from "#components/images/messages.ts";
import { cn } from "#components/ui/class-names.ts";
import { Picture } from "#components/ui/picture.tsx";
import type { GeneratedImage } from "#lib/schemas/image.ts";

type VersionStripProps = {
  versions: readonly GeneratedImage[];
  shownId: string;
  onShow: (version: GeneratedImage) => void;
};

const ORIGIN = { model: "Generated", fix: "Fixed", reused: "Reused" } as const;

function wordOf(version: GeneratedImage): string {
  if (version.status !== "COMPLETED") return unmadeWord(version) ?? "Generating";
  return version.origin === "model" && version.parentImageId ? "Regenerated" : ORIGIN[version.origin];
}

const byWords = ({ createdBy }: GeneratedImage) => createdBy && `by ${createdBy}`;

const secondLine = (version: GeneratedImage) =>
  [version.current && "Current", byWords(version)].filter(Boolean).join(", ");

/** Oldest first. */
export function VersionStrip({ versions, shownId, onShow }: VersionStripProps) {
  return (
    <ol className="flex flex-wrap gap-2">
      {versions.map((version, index) => (
        <li key={version.id} className="w-24">
          <button
            type="button"
            aria-pressed={version.id === shownId}
            disabled={version.status !== "COMPLETED"}
            onClick={() => onShow(version)}
            title={[version.note, byWords(version)].filter(Boolean).join(", ") || undefined}
            className={cn(
              "w-full rounded-md p-0.5 text-left text-xs",
              version.id === shownId ? "bg-accent-soft outline-1 outline-accent" : "enabled:hover:bg-hover",
            )}
          >
            <Picture src={version.thumbnailUrl} alt="" className="w-full" />
            <span className="block truncate px-0.5">
              {index + 1} {wordOf(version)}
            </span>
            <span className="block h-4 truncate px-0.5 text-muted">{secondLine(version)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
