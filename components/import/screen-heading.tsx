import type { ReactNode } from "react";
import { HEADING_ID } from "#components/import/messages.ts";

type ScreenHeadingProps = {
  icon?: ReactNode;
  /** False where another screen is on the page, whose heading gets the keyboard. */
  main?: boolean;
  children: ReactNode;
};

/** The heading of a screen: the file it is about, or what came of it. */
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
