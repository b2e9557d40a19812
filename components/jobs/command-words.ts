import { plural } from "#components/ui/count.ts";
import { type JobCommand, type JobSummary, waitingImages } from "#lib/schemas/job.ts";

const LABELS = { cancel: "Cancel", pause: "Pause", resume: "Resume" };

/** "Pause", "Retry 3 images": the failed ones, and of a job that an error stopped those that were not tried. */
export function commandLabel(command: JobCommand, { failedImages, cancelledImages, stopCode }: JobSummary): string {
  if (command !== "retry-failed") return LABELS[command];
  return `Retry ${plural(stopCode === null ? failedImages : failedImages + cancelledImages, "image")}`;
}

const DONE: Record<JobCommand, (name: string) => string> = {
  cancel: (name) => `${name} is cancelled.`,
  pause: (name) => `${name} is paused.`,
  resume: (name) => `${name} resumed.`,
  "retry-failed": (name) => `Retrying ${name}.`,
};

/** What is said when a command is in effect: "“Lifestyle · PT01” is paused." */
export const done = (command: JobCommand, name: string) => DONE[command](`“${name}”`);

const VERBS: Record<JobCommand, string> = {
  cancel: "cancel",
  pause: "pause",
  resume: "resume",
  "retry-failed": "retry",
};

/** What is said when a command was refused or did not arrive: "Couldn't pause “Lifestyle · PT01”." */
export const notDone = (command: JobCommand, name: string) => `Couldn't ${VERBS[command]} “${name}”.`;

/** What a cancelled job loses, and what it keeps. */
export function cancelConsequences(job: JobSummary): string {
  const lost = `${plural(waitingImages(job), "remaining image")} will be cancelled, including any in progress.`;
  if (job.completedImages === 0) return lost;
  return `${lost} The ${plural(job.completedImages, "finished image is", "finished images are")} kept.`;
}
