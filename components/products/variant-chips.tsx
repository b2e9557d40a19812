import { Badge } from "#components/ui/badge.tsx";

const SHOWN = 5;

export function VariantChips({ variants }: { variants: string[] }) {
  const rest = variants.slice(SHOWN);
  return (
    <span className="flex flex-wrap gap-1">
      {variants.slice(0, SHOWN).map((variant) => (
        <Badge key={variant}>{variant}</Badge>
      ))}
      {rest.length > 0 && <Badge title={rest.join(", ")}>+{rest.length}</Badge>}
      {variants.length === 0 && <span className="text-muted">No photos</span>}
    </span>
  );
}
