"use client";

import type { ChangeEvent, ComponentProps } from "react";
import { cn } from "#components/ui/class-names.ts";

type CheckboxProps = Omit<ComponentProps<"input">, "type" | "onChange" | "children"> & {
  /** Read out only if `hideLabel`, else shown next to the box. */
  label: string;
  hideLabel?: boolean | undefined;
  checked: boolean;
  indeterminate?: boolean | undefined;
  onCheckedChange: (checked: boolean, event: ChangeEvent<HTMLInputElement>) => void;
};

/** The target is at least 24 px. */
export function Checkbox({
  label,
  hideLabel = false,
  indeterminate = false,
  onCheckedChange,
  className,
  ...props
}: CheckboxProps) {
  return (
    <label className={cn("inline-flex min-h-6 min-w-6 items-center gap-2", hideLabel && "justify-center", className)}>
      <input
        type="checkbox"
        ref={(box) => {
          if (box) box.indeterminate = indeterminate;
        }}
        onChange={(event) => onCheckedChange(event.target.checked, event)}
        className="size-4 shrink-0 accent-accent"
        {...props}
      />
      <span className={hideLabel ? "sr-only" : undefined}>{label}</span>
    </label>
  );
}
