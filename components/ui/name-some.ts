import { count } from "#components/ui/count.ts";

const MAX_NAME = 44;

function quote(name: string): string {
  return `“${name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1).trimEnd()}…` : name}”`;
}

/** Long names are cut. `total`: set if `names` is only the beginning. */
export function nameSome(names: readonly string[], shown = 3, total = names.length): string {
  const first = names.slice(0, shown).map(quote);
  const rest = total - first.length;
  if (rest > 0) return `${first.join(", ")} and ${count(rest)} more`;
  const last = first.pop() ?? "";
  return first.length > 0 ? `${first.join(", ")} and ${last}` : last;
}
