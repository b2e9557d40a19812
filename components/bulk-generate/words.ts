import { count } from "#components/ui/count.ts";

/** "Mug, Tote, Lamp and 12 more". `total` where `names` is only the beginning. */
export function nameSome(names: readonly string[], shown = 3, total = names.length): string {
  const rest = total - Math.min(shown, names.length);
  const first = names.slice(0, shown);
  if (rest > 0) return `${first.join(", ")} and ${count(rest)} more`;
  const last = first.pop() ?? "";
  return first.length > 0 ? `${first.join(", ")} and ${last}` : last;
}
