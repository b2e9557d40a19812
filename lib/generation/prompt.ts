import { PLACEHOLDER } from "#lib/schemas/placeholder.ts";

export type PromptValues = Readonly<Record<string, string>>;

/** Fills `{{name}}` in one pass, so a value is never read as a placeholder or a `$&` pattern. Unknown names stay as they are. */
export function renderPrompt(template: string, values: PromptValues): string {
  return template.replace(PLACEHOLDER, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? "") : placeholder,
  );
}
