import type { RedoRequest } from "#lib/schemas/image.ts";

/** The prompt of a further try: what was asked for before, and what the person who saw the result wants to be different. */
export function redoPrompt(prompt: string, { note, from }: RedoRequest): string {
  return from === "source"
    ? `${prompt}\n\nAn earlier attempt was not right. This time take care of this: ${note}`
    : `Change only this in the picture, and leave all else as it is: ${note}\n\nThe picture was made to this description: ${prompt}`;
}
