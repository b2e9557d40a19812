"use client";

import { LoaderCircle, type LucideIcon } from "lucide-react";
import { type RefObject, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import type { ButtonLook } from "#components/ui/button-style.ts";
import { useFocusAfter } from "#components/ui/use-focus-after.ts";

type CommandButtonProps = {
  icon: LucideIcon;
  /** Null shows the icon alone. */
  text: string | null;
  /** For screen readers, if it differs from the text. */
  label?: string | undefined;
  compact?: boolean;
  variant?: ButtonLook["variant"];
  /** This command is being sent. */
  running: boolean;
  /** Some command is being sent: clicks do nothing, but the button keeps the focus. */
  busy: boolean;
  onClick: () => void;
  /** Id of the element that gets the focus when the focused button disappears. */
  focusAfter: string;
  ref?: RefObject<HTMLButtonElement | null>;
};

/** Ignores the second click of a double click: it would hit the opposite command. */
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
