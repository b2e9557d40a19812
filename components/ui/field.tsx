"use client";

import { Field as BaseField } from "@base-ui/react/field";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";

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
  return (
    <BaseField.Root invalid={Boolean(error)} className={cn("flex min-w-0 flex-col gap-1.5", className)}>
      <BaseField.Label className={hideLabel ? "sr-only" : "font-medium"}>{label}</BaseField.Label>
      {children}
      {hint && <BaseField.Description className="text-muted text-xs">{hint}</BaseField.Description>}
      {error && (
        <BaseField.Error match role="alert" className="flex items-start gap-1.5 text-bad text-xs">
          <CircleAlert className="mt-px size-3.5 shrink-0" aria-hidden />
          {error}
        </BaseField.Error>
      )}
    </BaseField.Root>
  );
}
