import type { RedoRequest } from "#lib/schemas/image.ts";

/** Characters of what was asked for before that a prompt repeats: beyond them the oldest is left out. */
const MAX_EARLIER_LENGTH = 4_000;

const list = (notes: readonly string[]) => notes.map((note) => `- ${note}`).join("\n");

/** The last of the notes that fit, each once. */
function lastThatFit(notes: readonly string[]): string[] {
  let left = MAX_EARLIER_LENGTH;
  const fitting: string[] = [];
  for (const note of notes.toReversed()) {
    if (fitting.includes(note)) continue;
    left -= note.length;
    if (left < 0) break;
    fitting.unshift(note);
  }
  return fitting;
}

/**
 * The prompt of a further try. `prompt` is that of the first image, `notes` what was asked for with each redo since: a
 * prompt that was built here is never built into another one.
 */
export function redoPrompt(
  { prompt, notes }: { prompt: string; notes: readonly string[] },
  { note, from }: RedoRequest,
): string {
  const earlier = lastThatFit(notes.filter((other) => other !== note));
  if (from === "source")
    return earlier.length === 0
      ? `${prompt}\n\nAn earlier attempt was not right. This time take care of this: ${note}`
      : `${prompt}\n\nEarlier attempts were not right. This time take care of all of this; where two points differ, the later one counts:\n${list([...earlier, note])}`;
  const change = `Change only this in the picture, and leave all else as it is: ${note}`;
  const described = `The picture was made to this description: ${prompt}`;
  return earlier.length === 0
    ? `${change}\n\n${described}`
    : `${change}\n\n${described}\n\nSince then this was asked for; where two points differ, the later one counts:\n${list(earlier)}`;
}
