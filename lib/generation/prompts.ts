import { AppError } from "#lib/errors.ts";
import { type PromptValues, renderPrompt } from "#lib/generation/prompt.ts";
import { OPTIONAL_FIELDS, type OptionalField } from "#lib/schemas/bulk-generate.ts";
import { ownValue, placeholdersOf } from "#lib/schemas/placeholder.ts";
import type { FieldError } from "#lib/schemas/problem.ts";
import {
  type ImageType,
  PRODUCT_VARIABLES,
  type ProductVariable,
  productField,
  type Template,
} from "#lib/schemas/template.ts";

/** The product's side of a prompt. */
export type PromptSubject = {
  title: string;
  asin: string | null;
  sku: string | null;
  category: string | null;
  variant: string;
};

/** A prompt whose names are all known: `fixed` is the same for every product, `fromProduct` says which field fills a name. */
export type PromptPlan = { text: string; fixed: PromptValues; fromProduct: Readonly<Record<string, ProductVariable>> };

type Choice = { customPrompt?: string | undefined; templateVariables?: Record<string, string> | undefined };

const LINE_ENDS = /\s*[\n\v\f\r\u0085\u2028\u2029]\s*/g;

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
      return [{ path, message: `"${label || name}" takes one of: ${options.join(", ")}.` }];
    const missing = required && type !== "product" && used.has(name) && !(value.trim() || defaultValue);
    return missing ? [{ path, message: `Fill in "${label || name}".` }] : [];
  });
  return [...unknown, ...bad];
}

/** Settles which prompt is sent and what fills it. Throws a 422 `AppError` that names each unknown or missing variable. */
export function planPrompt(imageType: ImageType, template: Template | null, choice: Choice): PromptPlan {
  const { text, path } = chooseText(imageType, template, choice);
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
    ...unknown.map((name) => ({ path, message: `The prompt uses {{${name}}}, which nothing fills.` })),
    ...problemsOf(template, given, new Set(used)),
  ];
  if (fields.length > 0)
    throw new AppError("unprocessable", fields.map(({ message }) => message).join(" "), { fields });
  return { text, fixed, fromProduct };
}

/** In one line: what came with a catalogue must not begin a paragraph of the prompt. */
function fieldOf(subject: PromptSubject, field: ProductVariable): string {
  const value = (field === "product_title" ? subject.title : subject[field]) ?? "";
  return value.replaceAll(LINE_ENDS, " ");
}

/** The prompt as it is sent for one product. */
export function promptFor({ text, fixed, fromProduct }: PromptPlan, subject: PromptSubject): string {
  const own = Object.entries(fromProduct).map(([name, field]) => [name, fieldOf(subject, field)]);
  return renderPrompt(text, { ...fixed, ...Object.fromEntries(own) });
}

/** Which fields are empty for at least one of the products. A title never is. */
export type EmptyFields = { noAsin: boolean; noSku: boolean; noCategory: boolean };

/** The names the prompt uses that are empty for at least one of the products. */
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

/** The fields that are empty for at least one of the products and would fill a name of the prompt. */
export function emptyFields({ text, fromProduct }: PromptPlan, empty: EmptyFields): OptionalField[] {
  const isEmpty: Record<OptionalField, boolean> = {
    asin: empty.noAsin,
    sku: empty.noSku,
    category: empty.noCategory,
  };
  const used = new Set(placeholdersOf(text).map((name) => ownValue(fromProduct, name)));
  return OPTIONAL_FIELDS.filter((field) => isEmpty[field] && used.has(field));
}
