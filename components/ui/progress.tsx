import { cn } from "#components/ui/class-names.ts";

type ProgressProps = {
  label: string;
  made: number;
  failed: number;
  /** What is neither made nor failed shows as waiting. */
  total: number;
  /** For screen readers, if "12 of 24 made" is not enough. */
  valueText?: string | undefined;
  className?: string | undefined;
};

export function Progress({ label, made, failed, total, valueText, className }: ProgressProps) {
  const percent = (count: number) => `${total > 0 ? (count / total) * 100 : 0}%`;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={made + failed}
      aria-valuetext={valueText ?? `${made} of ${total} made${failed > 0 ? `, ${failed} failed` : ""}`}
      className={cn("flex h-2 w-full overflow-hidden rounded-full bg-line", className)}
    >
      <div className="bg-good-fill transition-[width]" style={{ width: percent(made) }} />
      <div className="bg-bad-fill transition-[width]" style={{ width: percent(failed) }} />
    </div>
  );
}
