const UNITS = [
  ["GB", 1_000_000_000],
  ["MB", 1_000_000],
] as const;

/** `3 kB`, `1.4 MB`, `4.2 GB` */
export function fileSize(bytes: number): string {
  const [unit, size] = UNITS.find(([, least]) => bytes >= least) ?? ["kB", 1_000];
  return unit === "kB" ? `${Math.ceil(bytes / size)} kB` : `${(bytes / size).toFixed(1)} ${unit}`;
}
