import type { ReactNode } from "react";

/** The narrow page of a form for people who are not signed in. */
export function AccountPanel({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className="mx-auto mt-[8dvh] w-full max-w-sm space-y-4 rounded-lg border bg-surface p-6">
      <div className="space-y-1">
        <h1 className="font-semibold text-lg">{title}</h1>
        {text && <p className="break-words text-muted">{text}</p>}
      </div>
      {children}
    </section>
  );
}
