import { jobName } from "#components/images/job-name.ts";
import { outcomeLine } from "#components/jobs/messages.ts";
import type { Job } from "#lib/schemas/job.ts";

/** Returns false if the browser can't or may not. With several tabs one notification remains: they share a tag. */
export function showNotification(job: Job): boolean {
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return false;
  try {
    const notification = new Notification(jobName(job), { body: outcomeLine(job), tag: `job-${job.id}` });
    notification.onclick = () => {
      window.focus();
      window.location.assign(`/jobs/${job.id}`);
    };
    return true;
  } catch {
    return false; // Chrome on Android says "granted" and then takes notifications of service workers only.
  }
}
