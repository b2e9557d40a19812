import type { ReactNode } from "react";

/** A form that is only read by those who may not change it: its fields are disabled, and its buttons not shown (globals.css). */
export function Editable({ by: may, children }: { by: boolean; children: ReactNode }) {
  if (may) return children;
  return (
    <fieldset disabled className="min-w-0">
      <legend className="sr-only">Read only</legend>
      {children}
    </fieldset>
  );
}
