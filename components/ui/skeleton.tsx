import { cn } from "#components/ui/class-names.ts";

export function Skeleton({ className }: { className?: string | undefined }) {
  return <div aria-hidden className={cn("rounded-md bg-hover motion-safe:animate-pulse", className)} />;
}
