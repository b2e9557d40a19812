"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import { send } from "#lib/api-client.ts";
import type { settingsSchema } from "#lib/schemas/settings.ts";

function save(editorsApprove: boolean) {
  return send<typeof settingsSchema>("/api/settings", { editorsApprove }, { method: "PATCH" });
}

/** Saved at once. */
export function ApprovalSetting({ saved }: { saved: boolean }) {
  const router = useRouter();
  const [isOn, setOn] = useState(saved);
  const { run } = useCommand(save, {
    success: ({ editorsApprove }) => (editorsApprove ? "Editors may approve." : "Editors may not approve any more."),
    failure: "Not saved.",
    onDone: () => router.refresh(),
  });
  async function change(wanted: boolean) {
    setOn(wanted);
    if (!(await run(wanted))) setOn(!wanted);
  }
  return (
    <section aria-labelledby="approval-heading" className="max-w-3xl space-y-2 rounded-lg border bg-surface p-4">
      <h2 id="approval-heading" className="font-semibold">
        Approval
      </h2>
      <p className="max-w-prose text-muted">
        Reviewers and admins approve images. Editors generate them, and leave the decision to others.
      </p>
      <Checkbox
        label="Editors may approve and reject images too"
        checked={isOn}
        onCheckedChange={(wanted) => void change(wanted)}
      />
    </section>
  );
}
