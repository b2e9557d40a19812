/** Rounded because it is an estimate: "about 40 s", "about 2 min", "about 1 h 10 min". */
export function roughly(seconds: number): string {
  if (seconds <= 55) return `about ${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `about ${minutes} min`;
  const rest = (Math.round(minutes / 10) * 10) % 60;
  const hours = Math.floor(Math.round(minutes / 10) / 6);
  return `about ${hours} h${rest > 0 ? ` ${rest} min` : ""}`;
}
