import type { ReactNode } from "react";
import { count } from "#components/ui/count.ts";

type ExportSectionProps = {
  id: string;
  title: string;
  text: ReactNode;
  total: number;
  listed: number;
  children: ReactNode;
};

export function ExportSection({ id, title, text, total, listed, children }: ExportSectionProps) {
  if (total === 0) return null;
  return (
    <section id={id} aria-labelledby={`${id}-title`} tabIndex={-1} className="scroll-mt-20 space-y-3">
      <div className="space-y-1">
        <h2 id={`${id}-title`} className="font-semibold text-base">
          {title} <span className="font-normal text-muted tabular-nums">{count(total)}</span>
        </h2>
        <p className="max-w-prose text-muted">{text}</p>
      </div>
      {children}
      {listed < total && (
        <p className="text-muted">
          The first {count(listed)} of {count(total)} are shown.
        </p>
      )}
    </section>
  );
}
