import type { Job } from "#lib/schemas/job.ts";

/** How a job ended, in a line: "20 made, 1 failed". */
export function finishedWords({
  completedImages,
  failedImages,
  cancelledImages,
}: Pick<Job, "completedImages" | "failedImages" | "cancelledImages">): string {
  const parts = [`${completedImages} made`];
  if (failedImages > 0) parts.push(`${failedImages} failed`);
  if (cancelledImages > 0) parts.push(`${cancelledImages} not made`);
  return parts.join(", ");
}
