/** `{{name}}` in a prompt: double braces, spaces allowed inside. */
export const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** What a record of named values holds itself: a variable may be called `constructor`, as what every object inherits. */
export function ownValue<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** The names between double braces, each once, in order of appearance. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name))];
}
