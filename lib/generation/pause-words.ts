import { outcomeOf } from "#lib/schemas/outcome.ts";

/** What a job is told that was paused after answers in a row that cost money and hold no image: how often which, and what to change. */
export function failingWords(codes: string[]): string {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const list = sorted.map(([code, times]) => `${outcomeOf(code)?.label ?? code} (${times})`).join(", ");
  const advice = sorted.flatMap(([code]) => outcomeOf(code)?.advice ?? []).join(" ");
  return `${codes.length} answers in a row made no image and were probably billed: ${list}. ${advice}`;
}

/** What a job is told whose first images all timed out. */
export function timeoutWords(images: number, timeoutMs: number): string {
  return `The first ${images} images all took longer than ${timeoutMs / 1_000} s, and their calls were probably billed. Raise GEMINI_TIMEOUT_MS or use a faster model, restart, then resume the job.`;
}
