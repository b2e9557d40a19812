import type { ReactNode } from "react";

type EmptyStateProps = {
  icon?: ReactNode;
  title: string;
  text?: ReactNode;
  action?: ReactNode;
  heading?: "h1" | "h2" | "h3";
};

/** `icon`: a lucide icon, `size-6`. `heading`: h1 if it is the whole page. */
export function EmptyState({ icon, title, text, action, heading: Heading = "h2" }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-3 px-4 py-12 text-center">
      {icon && <div className="grid size-12 place-items-center rounded-lg border bg-surface text-muted">{icon}</div>}
      <div className="max-w-prose space-y-1">
        <Heading className="font-semibold text-base">{title}</Heading>
        {text && <p className="text-muted">{text}</p>}
      </div>
      {action && <div className="flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
