"use client";

import { EmptyVariables } from "#components/bulk-generate/empty-variables.tsx";
import { findAll } from "#components/bulk-generate/find-all.ts";
import { useExclude } from "#components/bulk-generate/use-exclude.ts";
import type { Plan, Preview } from "#components/bulk-generate/use-preview.ts";
import type { WizardRequest } from "#components/bulk-generate/wizard-state.ts";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/count.ts";
import { nameSome } from "#components/ui/name-some.ts";
import { Notice } from "#components/ui/notice.tsx";

/** A preview names 100 of them: finding more than this would take too long. */
const MAX_EXCLUDED = 1_000;

function AlreadyMade({ request, preview }: { request: WizardRequest; preview: Preview }) {
  const { busy, failed, exclude } = useExclude();
  const { alreadyMade, alreadyMadeCount } = preview;
  const names = alreadyMade.map(({ title }) => title);
  const them = alreadyMadeCount === 1 ? "it" : "them";
  return (
    <Notice
      action={
        alreadyMadeCount <= MAX_EXCLUDED && (
          <Button
            size="sm"
            onClick={() => exclude(() => findAll(request, preview, (found) => found.alreadyMade, alreadyMadeCount))}
            disabled={busy}
          >
            Exclude {them}
          </Button>
        )
      }
    >
      {plural(alreadyMadeCount, "product already has an image", "products already have an image")} generated from this
      variant with this image type and prompt: {nameSome(names, 3, alreadyMadeCount)}.{" "}
      {alreadyMadeCount > MAX_EXCLUDED && "The filter “Has no generated image” excludes products with an image. "}
      {failed}
    </Notice>
  );
}

export function PromptNotices({ plan: { request, preview, error } }: { plan: Plan }) {
  if (!request || !preview || error) return null;
  return (
    <>
      {preview.emptyVariables.length > 0 && <EmptyVariables {...preview} />}
      {preview.alreadyMadeCount > 0 && <AlreadyMade request={request} preview={preview} />}
    </>
  );
}
