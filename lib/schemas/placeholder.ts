/** `{{name}}` in a prompt: double braces, spaces allowed inside. */
export const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** The names between double braces, each once, in order of appearance. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name))];
}
