import { count, plural } from "#components/ui/count.ts";
import { type JobCommand, type JobSummary, waitingImages } from "#lib/schemas/job.ts";

const LABELS = { cancel: "Cancel", pause: "Pause", resume: "Resume" };
const NOT_DONE = {
  cancel: "was not cancelled",
  pause: "was not paused",
  resume: "does not go on",
  "retry-failed": "is not retried",
};

const DONE = {
  cancel: "is cancelled",
  pause: "is paused",
  resume: "goes on",
  "retry-failed": "is retried",
};

/** "Pause", "Retry 3 failed"; of a job that an error stopped "Retry 12 images", as those that were not tried go with it. */
export function commandLabel(command: JobCommand, { failedImages, cancelledImages, stopCode }: JobSummary): string {
  if (command !== "retry-failed") return LABELS[command];
  return stopCode === null
    ? `Retry ${count(failedImages)} failed`
    : `Retry ${plural(failedImages + cancelledImages, "image")}`;
}

/** What is said when a command is in effect: "“Lifestyle · PT01” is paused." */
export const done = (command: JobCommand, name: string) => `“${name}” ${DONE[command]}.`;

/** What is said when a command was refused or did not arrive: "“Lifestyle · PT01” was not paused." */
export const notDone = (command: JobCommand, name: string) => `“${name}” ${NOT_DONE[command]}.`;

/** What a cancelled job loses, and what it keeps. */
export function cancelConsequences(job: JobSummary): string {
  const kept = job.completedImages > 0 ? ` The ${count(job.completedImages)} made so far stay.` : "";
  return `${plural(waitingImages(job), "image")} not made yet will be cancelled; what Google is drawing right now is dropped.${kept}`;
}
