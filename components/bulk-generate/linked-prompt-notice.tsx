"use client";

import { useLinkedPrompt } from "#components/bulk-generate/use-linked-prompt.ts";
import type { Choice, WizardAction } from "#components/bulk-generate/wizard-state.ts";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";

type LinkedPromptNoticeProps = { choice: Choice; isFromUrl: boolean; dispatch: (action: WizardAction) => void };

export function LinkedPromptNotice({ choice, isFromUrl, dispatch }: LinkedPromptNoticeProps) {
  const { text, accept } = useLinkedPrompt(choice, isFromUrl);
  if (text === null) return null;
  return (
    <Notice
      action={
        <div className="flex gap-2">
          <Button size="sm" onClick={accept}>
            Keep prompt
          </Button>
          <Button size="sm" onClick={() => dispatch({ type: "clearPrompt" })}>
            Clear prompt
          </Button>
        </div>
      }
    >
      <p>This prompt came with the link that opened this page. Check it before you generate images.</p>
      <p className="mt-1 line-clamp-3 whitespace-pre-wrap text-sm">“{text}”</p>
    </Notice>
  );
}
