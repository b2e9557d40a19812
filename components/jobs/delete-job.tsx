import { jobName } from "#components/images/job-name.ts";
import { plural } from "#components/ui/count.ts";
import { DeleteButton } from "#components/ui/delete-button.tsx";
import { jobPath } from "#components/ui/swr-keys.ts";
import type { Job } from "#lib/schemas/job.ts";

export function DeleteJob({ job }: { job: Job }) {
  return (
    <DeleteButton
      kind="job"
      name={jobName(job)}
      path={jobPath(job.id)}
      backTo="/jobs"
      restorableId={job.id}
      size="md"
      consequences={`${plural(job.completedImages, "generated image")} of this job will be deleted, with all their versions and reviews. Products and photos are kept. You can undo this.`}
    />
  );
}
