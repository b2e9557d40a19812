"use client";

import dynamic from "next/dynamic";

/** On a page that mostly shows something else. */
export const StartedJob = dynamic(() =>
  import("#components/jobs/job-progress.tsx").then(({ JobProgress }) => JobProgress),
);
