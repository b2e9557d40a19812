"use client";

import { ChevronsUpDown } from "lucide-react";
import { useId } from "react";
import type { SelectProps } from "#components/ui/base-select.tsx";
import { cn } from "#components/ui/class-names.ts";
import { triggerStyle } from "#components/ui/control-style.ts";
import { later } from "#components/ui/later.ts";
import { useStandIn } from "#components/ui/use-stand-in.ts";

const baseSelect = later(() => import("#components/ui/base-select.tsx").then(({ BaseSelect }) => BaseSelect));

/** `value: null` shows the placeholder. */
export function Select(props: SelectProps) {
  const { label, hideLabel = false, value, options, placeholder, disabled, className } = props;
  const { loaded, standIn } = useStandIn(baseSelect);
  const id = useId();
  if (loaded) return <loaded.part {...props} start={loaded.start} />;
  const chosen = options.find((option) => option.value === value);
  return (
    <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
      <div id={id} className={hideLabel ? "sr-only" : "cursor-default font-medium"}>
        {label}
      </div>
      <button
        type="button"
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded="false"
        aria-labelledby={id}
        disabled={disabled}
        className={triggerStyle}
        {...standIn}
      >
        <span className={cn("truncate", !chosen && "text-muted")}>{chosen ? chosen.label : placeholder}</span>
        <ChevronsUpDown className="size-4 shrink-0 text-muted" aria-hidden />
      </button>
    </div>
  );
}
