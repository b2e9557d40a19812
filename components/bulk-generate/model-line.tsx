import { Badge } from "#components/ui/badge.tsx";

export type ModelFacts = { generator: "demo" | "gemini"; model: string; imageSize: string | null; aspectRatio: string };

export function ModelLine({ generator, model, imageSize, aspectRatio }: ModelFacts) {
  const facts = [imageSize, aspectRatio].filter(Boolean).join(" · ");
  if (generator === "gemini") return <span className="break-words">{`${model} · ${facts}`}</span>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <Badge tone="warn">demo</Badge>
      {facts} · generated on this machine
    </span>
  );
}
