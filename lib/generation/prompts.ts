import "server-only";
import { findImageTypes } from "#lib/db/image-types.ts";
import { findLooks } from "#lib/db/looks.ts";
import { findTemplates } from "#lib/db/templates.ts";
import { AppError } from "#lib/errors.ts";
import { OPTIONAL_FIELDS, type OptionalField } from "#lib/schemas/bulk-generate.ts";
import type { RegenerateRequest } from "#lib/schemas/image.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";
import type { Look } from "#lib/schemas/look.ts";
import { ownValue, placeholdersOf } from "#lib/schemas/placeholders.ts";
import type { FieldError } from "#lib/schemas/problem.ts";
import { PRODUCT_VARIABLES, type ProductVariable, productField } from "#lib/schemas/product-variables.ts";
import { fillPrompt, type PromptPlan, type PromptSubject, productValues, renderPrompt } from "#lib/schemas/prompt.ts";
import { withAddition } from "#lib/schemas/prompt-addition.ts";
import type { Template } from "#lib/schemas/template.ts";

type Choice = { customPrompt?: string | undefined; templateVariables?: Record<string, string> | undefined };

/** The text that counts: the custom prompt, else the template's, else the image type's. */
function chooseText(
  imageType: ImageType,
  template: Template | null,
  { customPrompt }: Choice,
): { text: string; path: string } {
  if (customPrompt !== undefined) return { text: customPrompt, path: "customPrompt" };
  return template
    ? { text: template.promptText, path: "templateId" }
    : { text: imageType.defaultPrompt, path: "imageTypeId" };
}

function problemsOf(template: Template | null, given: Record<string, string>, used: Set<string>): FieldError[] {
  const variables = new Map(template?.variables.map((variable) => [variable.name, variable]));
  const unknown = Object.keys(given)
    .filter((name) => !variables.has(name))
    .map((name) => ({ path: `templateVariables.${name}`, message: `The template has no variable "${name}".` }));
  const bad = [...variables.values()].flatMap(({ name, label, type, required, defaultValue, options }) => {
    const value = ownValue(given, name) ?? "";
    const path = `templateVariables.${name}`;
    if (value && type === "choice" && !options.includes(value))
      return [{ path, message: `"${label || name}" must be one of: ${options.join(", ")}.` }];
    const missing = required && type !== "product" && used.has(name) && !(value.trim() || defaultValue);
    return missing ? [{ path, message: `Fill in "${label || name}".` }] : [];
  });
  return [...unknown, ...bad];
}

/** `addition`: that of the shot's look. Throws a 422 `AppError` that names each unknown or missing variable. */
export function planPrompt(imageType: ImageType, template: Template | null, choice: Choice, addition = ""): PromptPlan {
  const { text: own, path } = chooseText(imageType, template, choice);
  const text = withAddition(own, addition);
  const given = choice.templateVariables ?? {};
  const used = placeholdersOf(text);
  const fromProduct: Record<string, ProductVariable> = Object.fromEntries(
    PRODUCT_VARIABLES.map((name) => [name, name]),
  );
  const fixed: Record<string, string> = {};
  for (const variable of template?.variables ?? []) {
    const field = productField(variable);
    if (field) fromProduct[variable.name] = field;
    else fixed[variable.name] = ownValue(given, variable.name)?.trim() || variable.defaultValue || "";
  }
  const unknown = used.filter((name) => !Object.hasOwn(fromProduct, name) && !Object.hasOwn(fixed, name));
  const fields = [
    ...unknown.map((name) => ({
      path: placeholdersOf(own).includes(name) ? path : "lookId",
      message: `Unknown variable {{${name}}}.`,
    })),
    ...problemsOf(template, given, new Set(used)),
  ];
  if (fields.length > 0)
    throw new AppError("unprocessable", fields.map(({ message }) => message).join(" "), { fields });
  return { text, fixed, fromProduct };
}

export function promptFor(plan: PromptPlan, subject: PromptSubject): string {
  return fillPrompt(plan, productValues(plan, subject));
}

export type EmptyFields = { noAsin: boolean; noSku: boolean; noCategory: boolean };

export function emptyVariables({ text, fixed, fromProduct }: PromptPlan, empty: EmptyFields): string[] {
  const isEmpty: Record<ProductVariable, boolean> = {
    product_title: false,
    variant: false,
    asin: empty.noAsin,
    sku: empty.noSku,
    category: empty.noCategory,
  };
  return placeholdersOf(text).filter((name) => {
    const field = ownValue(fromProduct, name);
    return field ? isEmpty[field] : !ownValue(fixed, name);
  });
}

export function emptyFields({ text, fromProduct }: PromptPlan, empty: EmptyFields): OptionalField[] {
  const isEmpty: Record<OptionalField, boolean> = {
    asin: empty.noAsin,
    sku: empty.noSku,
    category: empty.noCategory,
  };
  const used = new Set(placeholdersOf(text).map((name) => ownValue(fromProduct, name)));
  return OPTIONAL_FIELDS.filter((field) => isEmpty[field] && used.has(field));
}

export type PromptRequest = Choice & {
  imageTypeId: string;
  templateId?: string | undefined;
  lookId?: string | undefined;
};

/** `text`: the same for every product, with the product's own values still to be filled in. */
export type LoadedPrompt = {
  imageType: ImageType;
  template: Template | null;
  look: Look | null;
  plan: PromptPlan;
  text: string;
};

export function unknownIn(path: string, what: string): AppError {
  const message = `No such ${what}.`;
  return new AppError("unprocessable", message, { fields: [{ path, message }] });
}

/**
 * Reads the image types, templates and looks of requests. Returns a function that settles the prompt of one of them, or throws a
 * 422 `AppError`.
 */
export async function readPrompts(choices: PromptRequest[]): Promise<(choice: PromptRequest) => LoadedPrompt> {
  const [imageTypes, templates, looks] = await Promise.all([
    findImageTypes(choices.map(({ imageTypeId }) => imageTypeId)),
    findTemplates(choices.flatMap(({ templateId }) => templateId ?? [])),
    findLooks(choices.flatMap(({ lookId }) => lookId ?? [])),
  ]);
  return (choice) => {
    const imageType = imageTypes.find(({ id }) => id === choice.imageTypeId);
    const template = templates.find(({ id }) => id === choice.templateId) ?? null;
    if (!imageType) throw unknownIn("imageTypeId", "image type");
    if (choice.templateId && !template) throw unknownIn("templateId", "template");
    const look = looks.find(({ id }) => id === choice.lookId) ?? null;
    if (choice.lookId && !look) throw unknownIn("lookId", "look");
    const plan = planPrompt(imageType, template, choice, look?.prompt);
    return { imageType, template, look, plan, text: renderPrompt(plan.text, plan.fixed) };
  };
}

/** The same for one request. */
export async function loadPrompt(choice: PromptRequest): Promise<LoadedPrompt> {
  return (await readPrompts([choice]))(choice);
}

/** Characters of what was asked for before that a prompt repeats: beyond them the oldest is left out. */
const MAX_EARLIER_LENGTH = 4_000;

const list = (notes: readonly string[]) => notes.map((note) => `- ${note}`).join("\n");

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
 * `prompt` is that of the first image, `notes` what was asked for with each version since: a prompt that was built here
 * is never built into another one.
 */
export function regeneratePrompt(
  { prompt, notes }: { prompt: string; notes: readonly string[] },
  { note, from }: RegenerateRequest,
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
