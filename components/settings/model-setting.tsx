"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ModelRow } from "#components/settings/model-row.tsx";
import { Button } from "#components/ui/button.tsx";
import { Choice } from "#components/ui/choice.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import { send } from "#lib/api-client.ts";
import type { OfferedModels } from "#lib/schemas/model.ts";
import type { settingsSchema } from "#lib/schemas/settings.ts";

const USUAL = "";

type ModelSettingProps = OfferedModels & {
  /** That of the configuration. */
  usual: string;
  /** Null for that. */
  chosen: string | null;
  /** What is wrong with a model, or will be. */
  notices: Record<string, string | null>;
};

function save(model: string) {
  return send<typeof settingsSchema>("/api/settings", { model: model || null }, { method: "PATCH" });
}

/** The model of new jobs that name none, and what is known of each. */
export function ModelSetting({ models, current, usual, chosen, notices }: ModelSettingProps) {
  const router = useRouter();
  const [model, setModel] = useState(chosen ?? USUAL);
  const { run, busy, problem } = useCommand(() => save(model), {
    success: "Model saved.",
    failure: "Not saved.",
    onFailure: "problem",
    onDone: () => router.refresh(),
  });
  const usable = models.filter(({ id, offered }) => id !== usual && offered !== false).map(({ id }) => id);
  return (
    <section aria-labelledby="model-heading" className="max-w-3xl space-y-4 rounded-lg border bg-surface p-4">
      <div className="space-y-1">
        <h2 id="model-heading" className="font-semibold">
          Model
        </h2>
        <p className="text-muted">New jobs use it unless they, their shots or their looks name another one.</p>
      </div>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void run();
        }}
      >
        <div className="min-w-0 flex-1 basis-64">
          <Choice
            label="Model of new jobs"
            value={model}
            values={[USUAL, ...usable]}
            labelOf={(id) => id || `Default (${usual})`}
            error={problem}
            onChange={setModel}
          />
        </div>
        <Button type="submit" variant="primary" aria-disabled={busy}>
          {busy ? "Saving…" : "Save"}
        </Button>
      </form>
      <ul aria-label="Models" className="divide-y border-t">
        {models.map((each) => (
          <ModelRow
            key={each.id}
            model={each}
            isCurrent={each.id === current}
            notice={notices[each.id] ?? null}
            onChecked={() => router.refresh()}
          />
        ))}
      </ul>
    </section>
  );
}
