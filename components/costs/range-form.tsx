import { presetRanges, type Range } from "#components/costs/cost-range.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Input } from "#components/ui/input.tsx";

/** The days are in the address; the form needs no script. */
export function RangeForm({ range, now }: { range: Range; now: Date }) {
  const ranges = presetRanges(now);
  // On some days two of them are the same.
  const shown = ranges.find(({ from, to }) => from === range.from && to === range.to);
  const presets = ranges.map((preset) => ({
    href: `/costs?from=${preset.from}&to=${preset.to}`,
    text: preset.label,
    current: preset === shown,
  }));
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <FilterLinks label="Periods" options={presets} />
      <form key={`${range.from} ${range.to}`} action="/costs" className="flex flex-wrap items-end gap-2">
        <Field label="From">
          <Input type="date" name="from" defaultValue={range.from} required className="w-36" />
        </Field>
        <Field label="To">
          <Input type="date" name="to" defaultValue={range.to} required className="w-36" />
        </Field>
        <Button type="submit">Show</Button>
      </form>
    </div>
  );
}
