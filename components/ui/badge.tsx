import type { ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";

export type Tone = "neutral" | "accent" | "good" | "warn" | "bad";

const TONES: Record<Tone, string> = {
  neutral: "bg-hover text-ink",
  accent: "bg-accent-soft text-accent-text",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
};

type BadgeProps = {
  tone?: Tone | undefined;
  icon?: ReactNode;
  title?: string | undefined;
  className?: string | undefined;
  children: ReactNode;
};

/** The colour is never the only signal: there is always a word, better an icon (`size-3.5`) too. */
export function Badge({ tone = "neutral", icon, title, className, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={cn(
        "inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-md px-1.5 font-medium text-xs",
        TONES[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}
