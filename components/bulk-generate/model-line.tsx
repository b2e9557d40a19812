import { Badge } from "#components/ui/badge.tsx";
import type { AskedTier } from "#lib/schemas/job-tiers.ts";

export type ModelFacts = {
  generator: "demo" | "gemini";
  model: string;
  imageSize: string | null;
  aspectRatio: string | null;
  /** That it can be called in. */
  tiers: readonly AskedTier[];
};

export function ModelLine({ generator, model, imageSize, aspectRatio }: Omit<ModelFacts, "tiers">) {
  const facts = [imageSize, aspectRatio].filter(Boolean);
  if (generator === "gemini") return <span className="break-words">{[model, ...facts].join(" · ")}</span>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <Badge tone="warn">demo</Badge>
      {[...facts, "generated on this machine"].join(" · ")}
    </span>
  );
}
