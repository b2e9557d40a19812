"use client";

import { Button } from "#components/ui/button.tsx";
import { useFocusAtStart } from "#components/ui/use-focus-at-start.ts";

export function BackupCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const heading = useFocusAtStart<HTMLHeadingElement>();
  return (
    <div className="max-w-sm space-y-4">
      <h3 ref={heading} tabIndex={-1} className="font-medium">
        Keep these backup codes
      </h3>
      <p className="text-muted">
        Without your phone you sign in with one of them. Each works once. They aren't shown again.
      </p>
      <ul className="grid select-all grid-cols-2 gap-x-4 rounded-lg border bg-raised p-3 font-mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button variant="primary" onClick={onDone}>
        I've saved them
      </Button>
    </div>
  );
}
