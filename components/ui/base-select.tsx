"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { cn } from "#components/ui/class-names.ts";
import { triggerStyle } from "#components/ui/control-style.ts";
import { useFocusAtStart } from "#components/ui/use-focus-at-start.ts";
import type { Start } from "#components/ui/use-stand-in.ts";

type SelectOption = { value: string; label: string; detail?: string | undefined };

export type SelectProps = {
  label: string;
  hideLabel?: boolean | undefined;
  value: string | null;
  onValueChange: (value: string) => void;
  options: readonly SelectOption[];
  placeholder?: string | undefined;
  disabled?: boolean | undefined;
  className?: string | undefined;
};

function Options({ options }: Pick<SelectProps, "options">) {
  return (
    <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) max-w-(--available-width) overflow-y-auto rounded-lg border bg-raised p-1 outline-none">
      <Base.List>
        {options.map(({ value, label, detail }) => (
          <Base.Item
            key={value}
            value={value}
            className="flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 outline-none data-highlighted:bg-hover"
          >
            <span className="size-4 shrink-0">
              <Base.ItemIndicator>
                <Check className="size-4" aria-hidden />
              </Base.ItemIndicator>
            </span>
            <span className="min-w-0 flex-1">
              <Base.ItemText className="block truncate">{label}</Base.ItemText>
              {detail && <span className="line-clamp-2 max-w-prose text-muted text-xs">{detail}</span>}
            </span>
          </Base.Item>
        ))}
      </Base.List>
    </Base.Popup>
  );
}

type BaseSelectProps = SelectProps & { start: Start };

export function BaseSelect({
  start,
  label,
  hideLabel = false,
  value,
  onValueChange,
  options,
  placeholder,
  disabled,
  className,
}: BaseSelectProps) {
  const trigger = useFocusAtStart<HTMLButtonElement>();
  return (
    <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
      <Base.Root
        items={options}
        value={value}
        onValueChange={(next) => next !== null && onValueChange(next)}
        disabled={disabled}
        modal={false}
        defaultOpen={start === "open"}
      >
        <Base.Label className={hideLabel ? "sr-only" : "cursor-default font-medium"}>{label}</Base.Label>
        <Base.Trigger ref={trigger} className={cn(triggerStyle, "data-popup-open:bg-hover")}>
          <Base.Value placeholder={placeholder} className="truncate data-placeholder:text-muted" />
          <Base.Icon>
            <ChevronsUpDown className="size-4 shrink-0 text-muted" aria-hidden />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
            <Options options={options} />
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  );
}
