import type { JobSummary } from "#lib/schemas/job.ts";

export const jobName = ({ imageTypeName, variant }: Pick<JobSummary, "imageTypeName" | "variant">) =>
  `${imageTypeName} · ${variant}`;
