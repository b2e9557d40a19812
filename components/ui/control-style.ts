export const controlStyle =
  "w-full rounded-lg border border-control bg-surface px-3 text-ink transition-colors aria-invalid:border-bad disabled:opacity-60";

/** Of a select. */
export const triggerStyle = `${controlStyle} flex h-9 min-w-0 items-center justify-between gap-2 text-left`;
