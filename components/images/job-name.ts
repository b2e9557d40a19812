import type { JobSummary } from "#lib/schemas/job.ts";

/** "Lifestyle · PT01", or "3 shots: Front, Detail, In use". */
export function jobName({ imageTypeName, variant, shots }: Pick<JobSummary, "imageTypeName" | "variant" | "shots">) {
  if (variant !== null) return `${imageTypeName} · ${variant}`;
  return `${shots.length} shots: ${shots.map(({ name }) => name).join(", ")}`;
}
