import type { LucideIcon } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";

export const pressedStyle = (isPressed: boolean) => cn(isPressed && "bg-accent-soft text-accent-text");

type ViewSwitchProps<View> = {
  views: readonly { value: View; label: string; icon: LucideIcon }[];
  view: View;
  onShow: (view: View) => void;
};

export function ViewSwitch<View>({ views, view, onShow }: ViewSwitchProps<View>) {
  return (
    <fieldset className="flex gap-1 rounded-lg border p-0.5">
      <legend className="sr-only">View</legend>
      {views.map(({ value, label, icon: Icon }) => (
        <Button
          key={label}
          size="sm"
          variant="ghost"
          aria-pressed={view === value}
          className={pressedStyle(view === value)}
          onClick={() => onShow(value)}
        >
          <Icon className="size-4" aria-hidden />
          {label}
        </Button>
      ))}
    </fieldset>
  );
}
