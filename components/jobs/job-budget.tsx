"use client";

import { useState } from "react";
import { jobName } from "#components/images/job-name.ts";
import { Button } from "#components/ui/button.tsx";
import { useCan } from "#components/ui/can.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { later, useLater } from "#components/ui/later.ts";
import type { Job } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";
import { usdText } from "#lib/schemas/money.ts";

const budgetForm = later(() =>
  import("#components/jobs/job-budget-form.tsx").then(({ JobBudgetForm }) => JobBudgetForm),
);

function spentWords({ spentUsd, budgetUsd }: Job): string {
  return budgetUsd === null ? "None" : `${usdText(spentUsd)} of ${usdText(budgetUsd)} spent or reserved`;
}

export function JobBudget({ job }: { job: Job }) {
  const [open, setOpen] = useState(false);
  const can = useCan();
  const JobBudgetForm = useLater(budgetForm, open);
  return (
    <span className="flex flex-wrap items-center justify-between gap-2">
      <span className="tabular-nums">{spentWords(job)}</span>
      {can("admin") && !isFinished(job) && (
        <Button size="sm" onClick={() => setOpen(true)}>
          {job.budgetUsd === null ? "Set budget" : "Change budget"}
        </Button>
      )}
      {JobBudgetForm && (
        <Dialog open={open} onOpenChange={setOpen} title={`Budget of “${jobName(job)}”`}>
          <JobBudgetForm job={job} onDone={() => setOpen(false)} />
        </Dialog>
      )}
    </span>
  );
}
