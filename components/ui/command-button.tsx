"use client";

import { LoaderCircle, type LucideIcon } from "lucide-react";
import { type RefObject, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import type { ButtonLook } from "#components/ui/button-style.ts";
import { useFocusAfter } from "#components/ui/use-focus-after.ts";

type CommandButtonProps = {
  icon: LucideIcon;
  /** What stands on it; nothing shows the icon alone. */
  text: string | null;
  /** What is read out, where that is not the text. */
  label?: string | undefined;
  compact?: boolean;
  variant?: ButtonLook["variant"];
  /** The command is on its way. */
  running: boolean;
  /** Some command is: clicks do nothing, but the button keeps the keyboard. */
  busy: boolean;
  onClick: () => void;
  /** Id of what gets the keyboard when the button goes away while it has it. */
  focusAfter: string;
  ref?: RefObject<HTMLButtonElement | null>;
};

/** What a job or an import is told to do. A double click counts as one: the second would meet the opposite command. */
export function CommandButton(props: CommandButtonProps) {
  const { text, label, compact = false, variant, running, busy, onClick, focusAfter } = props;
  const own = useRef<HTMLButtonElement>(null);
  const ref = props.ref ?? own;
  useFocusAfter(ref, focusAfter);
  const Icon = running ? LoaderCircle : props.icon;
  return (
    <Button
      ref={ref}
      variant={variant}
      size={compact ? "sm" : "md"}
      aria-label={label}
      title={text === null ? label : undefined}
      aria-disabled={busy}
      className={text === null ? "w-7 px-0" : undefined}
      onClick={(event) => {
        if (!busy && event.detail < 2) onClick();
      }}
    >
      <Icon className={running ? "size-4 motion-safe:animate-spin" : "size-4"} aria-hidden />
      {text}
    </Button>
  );
}
