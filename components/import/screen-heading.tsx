import type { ReactNode } from "react";
import { HEADING_ID } from "#components/import/messages.ts";

type ScreenHeadingProps = {
  icon?: ReactNode;
  /** False if another screen on the page gets the focus. */
  main?: boolean;
  children: ReactNode;
};

export function ScreenHeading({ icon, main = true, children }: ScreenHeadingProps) {
  return (
    <h2
      id={main ? HEADING_ID : undefined}
      tabIndex={main ? -1 : undefined}
      className="flex min-w-0 items-start gap-2 rounded font-semibold text-base"
    >
      {icon}
      <span className="min-w-0 break-words">{children}</span>
    </h2>
  );
}
