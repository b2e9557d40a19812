"use client";

import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "#components/ui/class-names.ts";
import { FieldContext } from "#components/ui/field-context.ts";

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null | undefined;
  hideLabel?: boolean | undefined;
  className?: string | undefined;
  /** An `Input` or a `Textarea`. */
  children: ReactNode;
};

export function Field({ label, hint, error, hideLabel = false, className, children }: FieldProps) {
  const id = useId();
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const describedBy = [hint && hintId, error && errorId].filter(Boolean).join(" ");
  return (
    <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "font-medium"}>
        {label}
      </label>
      <FieldContext value={{ id, describedBy: describedBy || undefined, isInvalid: Boolean(error) }}>
        {children}
      </FieldContext>
      {hint && (
        <p id={hintId} className="text-muted text-xs">
          {hint}
        </p>
      )}
      {error && (
        <div id={errorId} role="alert" className="flex items-start gap-1.5 text-bad text-xs">
          <CircleAlert className="mt-px size-3.5 shrink-0" aria-hidden />
          {error}
        </div>
      )}
    </div>
  );
}
