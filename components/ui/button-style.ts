import { cn } from "#components/ui/class-names.ts";

type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
type ButtonSize = "sm" | "md";
export type ButtonLook = { variant?: ButtonVariant | undefined; size?: ButtonSize | undefined };

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-fill enabled:hover:bg-accent-hover [a&]:hover:bg-accent-hover border-transparent",
  secondary: "bg-surface text-ink border-line enabled:hover:bg-hover [a&]:hover:bg-hover",
  ghost: "border-transparent text-ink enabled:hover:bg-hover [a&]:hover:bg-hover",
  danger: "bg-bad-fill text-on-fill border-transparent enabled:hover:brightness-90",
};

const SIZES: Record<ButtonSize, string> = {
  sm: "h-7 gap-1.5 px-2 text-xs",
  md: "h-9 gap-2 px-3 text-sm",
};

export function buttonStyle({ variant = "secondary", size = "md" }: ButtonLook, className?: string): string {
  return cn(
    "inline-flex shrink-0 items-center justify-center whitespace-nowrap rounded-lg border font-medium transition-colors",
    "disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:shrink-0",
    VARIANTS[variant],
    SIZES[size],
    className,
  );
}
