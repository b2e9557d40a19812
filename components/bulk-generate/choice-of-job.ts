import type { Choice } from "#components/bulk-generate/wizard-state.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";
import type { Job } from "#lib/schemas/job.ts";
import { ownValue } from "#lib/schemas/placeholders.ts";
import type { Template } from "#lib/schemas/template.ts";

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

type Values = Record<string, string>;
type Walk = { text: string; place: number; values: Values };

/** Literal text and variable names alternate: text, name, text, name, text. */
const partsOf = (template: Template) => template.promptText.split(PLACEHOLDER);

/** Keeps the product's placeholders: the form in which a job stores its prompt. */
function fill(template: Template, asked: ReadonlySet<string>, values: Values): string {
  const filled = (name: string) => (asked.has(name) ? (ownValue(values, name) ?? "") : `{{${name}}}`);
  return partsOf(template)
    .map((part, index) => (index % 2 === 0 ? part : filled(part)))
    .join("");
}

/** A value that is already known is only checked. */
function takeValue({ text, place, values }: Walk, name: string, after: string, isLast: boolean): Walk {
  const known = ownValue(values, name);
  if (known !== undefined) return { text, place: place + known.length, values };
  const end = isLast ? text.length - after.length : text.indexOf(after, place);
  return { text, place: Math.max(place, end), values: { ...values, [name]: text.slice(place, Math.max(place, end)) } };
}

/**
 * The values that turn the template's text into `prompt`, or null. One pass; the result is filled in again to check it.
 */
function valuesIn(template: Template, prompt: string): Values | null {
  const asked = new Set(template.variables.filter(({ type }) => type !== "product").map(({ name }) => name));
  const text = prompt.replace(PLACEHOLDER, "{{$1}}");
  const parts = partsOf(template);
  let walk: Walk = { text, place: 0, values: {} };
  for (let index = 1; index < parts.length; index += 2) {
    const [before = "", name = "", after = ""] = parts.slice(index - 1, index + 2);
    const place = walk.place + before.length;
    walk = asked.has(name)
      ? takeValue({ ...walk, place }, name, after, index + 2 === parts.length)
      : { ...walk, place: place + `{{${name}}}`.length };
  }
  return fill(template, asked, walk.values) === text ? walk.values : null;
}

type Facts = Pick<Job, "variant" | "prompt">;

/**
 * A prompt that no longer follows from the template or image type becomes a custom prompt. Null for a job of several
 * shots.
 */
export function choiceOfJob(
  { variant, prompt }: Facts,
  template: Template | null,
  imageType: ImageType | null,
): Choice | null {
  if (variant === null || prompt === null) return null;
  const choice = { variant, imageTypeId: imageType?.id ?? null, templateId: template?.id ?? null };
  const values = template && valuesIn(template, prompt);
  if (values) return { ...choice, values, customPrompt: "" };
  const isDefault = !template && imageType?.defaultPrompt === prompt;
  return { ...choice, values: {}, customPrompt: isDefault ? "" : prompt };
}
