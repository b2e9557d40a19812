"use client";

import { useState } from "react";
import { Notice } from "#components/bulk-generate/notice.tsx";
import { askPreview, type Plan, type Preview } from "#components/bulk-generate/use-preview.ts";
import type { WizardRequest } from "#components/bulk-generate/wizard-state.ts";
import { nameSome } from "#components/bulk-generate/words.ts";
import { useSelection } from "#components/products/selection.ts";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/count.ts";
import { ApiError } from "#lib/api-client.ts";

/** All products that have this result already: a preview names no more than the first 100 of them. */
async function findAllMade(request: WizardRequest, preview: Preview): Promise<string[]> {
  const made: string[] = [];
  let named = preview.alreadyMade;
  while (named.length > 0) {
    made.push(...named.map(({ productId }) => productId));
    const gone = new Set(made);
    const rest = request.productIds.filter((id) => !gone.has(id));
    if (made.length >= preview.alreadyMadeCount || rest.length === 0) break;
    named = (await askPreview({ ...request, productIds: rest })).alreadyMade;
  }
  return made;
}

function AlreadyMade({ request, preview }: { request: WizardRequest; preview: Preview }) {
  const { removeAll } = useSelection();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const { alreadyMade, alreadyMadeCount } = preview;
  async function leaveOut() {
    setBusy(true);
    try {
      removeAll(await findAllMade(request, preview));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setFailed(`Nothing was left out. ${error.message}`);
    } finally {
      setBusy(false);
    }
  }
  const names = alreadyMade.map(({ title }) => title);
  return (
    <Notice
      action={
        <Button size="sm" onClick={leaveOut} disabled={busy}>
          Leave {alreadyMadeCount === 1 ? "it" : "them"} out
        </Button>
      }
    >
      {plural(alreadyMadeCount, "product already has", "products already have")} a result made from this variant with
      this image type and prompt: {nameSome(names, 3, alreadyMadeCount)}. {failed}
    </Notice>
  );
}

/** What is odd about the prompt: variables that stay empty, results that exist already. */
export function PromptNotices({ plan: { request, preview, error } }: { plan: Plan }) {
  if (!request || !preview || error) return null;
  const { emptyVariables, alreadyMadeCount } = preview;
  return (
    <>
      {emptyVariables.length > 0 && (
        <Notice>
          Empty for at least one product, and left out of its prompt:{" "}
          <code>{emptyVariables.map((name) => `{{${name}}}`).join(", ")}</code>
        </Notice>
      )}
      {alreadyMadeCount > 0 && <AlreadyMade request={request} preview={preview} />}
    </>
  );
}
