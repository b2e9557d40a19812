import type { Metadata } from "next";
import { ModelNotice } from "#app/model-notice.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ApprovalSetting } from "#components/settings/approval-setting.tsx";
import { BudgetForm } from "#components/settings/budget-form.tsx";
import { ModelSetting } from "#components/settings/model-setting.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { page } from "#lib/auth/page.ts";
import { env } from "#lib/env.ts";
import { readModelOptions } from "#lib/gemini/show-models.ts";
import { readSettings } from "#lib/generation/settings.ts";

export const metadata: Metadata = { title: "Settings" };
export const dynamic = "force-dynamic";

export default page("admin", async function SettingsPage() {
  const [settings, models] = await Promise.all([readSettings(), readModelOptions()]);
  return (
    <>
      <PageHeader
        title="Settings"
        description="For all jobs of this installation."
        actions={<ButtonLink href="/audit">Audit log</ButtonLink>}
      />
      <ModelNotice className="mb-6" />
      <div className="space-y-6">
        <section aria-labelledby="budgets" className="max-w-3xl space-y-4 rounded-lg border bg-surface p-4">
          <div className="space-y-1">
            <h2 id="budgets" className="font-semibold">
              Budgets
            </h2>
            <p className="max-w-prose text-muted">
              No call begins that could pass a limit. Jobs that reach one wait, and continue automatically when it is
              raised or a new day or month begins. Leave a field empty for no limit.
            </p>
          </div>
          <BudgetForm settings={settings} />
        </section>
        {env().AUTH === "accounts" && <ApprovalSetting saved={settings.editorsApprove} />}
        <ModelSetting {...models} chosen={settings.model} />
        <section aria-labelledby="backups" className="max-w-3xl space-y-4 rounded-lg border bg-surface p-4">
          <div className="space-y-1">
            <h2 id="backups" className="font-semibold">
              Backups
            </h2>
            <p className="max-w-prose text-muted">Copies of all products, jobs, photos and images.</p>
          </div>
          <ButtonLink size="sm" href="/backups">
            View backups
          </ButtonLink>
        </section>
      </div>
    </>
  );
});
