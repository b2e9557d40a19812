"use client";

import { type ComponentProps, useContext } from "react";
import { cn } from "#components/ui/class-names.ts";
import { controlStyle } from "#components/ui/control-style.ts";
import { FieldContext } from "#components/ui/field-context.ts";

/** Inside a `Field` it uses the field's label, hint and error. */
function useFieldProps() {
  const field = useContext(FieldContext);
  return field && { id: field.id, "aria-describedby": field.describedBy, "aria-invalid": field.isInvalid || undefined };
}

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input {...useFieldProps()} className={cn(controlStyle, "h-9", className)} {...props} />;
}

export function Textarea({ className, rows = 4, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      {...useFieldProps()}
      rows={rows}
      className={cn(controlStyle, "resize-y py-2 leading-5", className)}
      {...props}
    />
  );
}
