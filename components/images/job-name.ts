import type { JobSummary } from "#lib/schemas/job.ts";

/** "Lifestyle · PT01", or "3 shots: Front, Detail, In use". */
type Named = Pick<JobSummary, "imageTypeName" | "variant"> & { shots: { name: string }[] };

export function jobName({ imageTypeName, variant, shots }: Named) {
  if (variant !== null) return `${imageTypeName} · ${variant}`;
  return `${shots.length} shots: ${shots.map(({ name }) => name).join(", ")}`;
}
