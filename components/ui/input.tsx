"use client";

import { Field } from "@base-ui/react/field";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/class-names.ts";

export const controlStyle =
  "w-full rounded-lg border border-control bg-surface px-3 text-ink transition-colors aria-invalid:border-bad disabled:opacity-60";

type InputProps = Omit<ComponentProps<typeof Field.Control>, "className"> & { className?: string | undefined };

/** Inside a `Field` it uses the field's label, hint and error. */
export function Input({ className, ...props }: InputProps) {
  return <Field.Control className={cn(controlStyle, "h-9", className)} {...props} />;
}

type TextareaProps = InputProps & { rows?: number | undefined };

export function Textarea({ className, rows = 4, ...props }: TextareaProps) {
  return (
    <Field.Control
      render={<textarea rows={rows} />}
      className={cn(controlStyle, "resize-y py-2 leading-5", className)}
      {...props}
    />
  );
}
