import type { JobSummary } from "#lib/schemas/job.ts";

/** "Lifestyle · PT01" */
export const jobName = ({ imageTypeName, variant }: Pick<JobSummary, "imageTypeName" | "variant">) =>
  `${imageTypeName} · ${variant}`;
