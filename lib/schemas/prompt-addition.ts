const additionOf = (prompt: string) => (prompt ? `\n\n${prompt}` : "");

/** `addition`: that of a look. */
export const withAddition = (text: string, addition: string): string => text + additionOf(addition);

/** Null where it does not end with the addition. */
export function withoutAddition(text: string, addition: string): string | null {
  const end = additionOf(addition);
  return text.endsWith(end) ? text.slice(0, text.length - end.length) : null;
}
