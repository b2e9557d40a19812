/** `{{name}}` in a prompt, with optional spaces inside the braces. */
export const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** Own properties only: a variable may be called `constructor`. */
export function ownValue<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** Unique, in order of appearance. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name))];
}
