import type { Choice } from "#components/bulk-generate/wizard-state.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";
import {
  ASPECT_RATIOS,
  type AspectRatio,
  DEFAULT_RATIO,
  IMAGE_SIZES,
  type ImageSize,
} from "#lib/schemas/picture-format.ts";
import { ownValue } from "#lib/schemas/placeholders.ts";
import { withoutAddition } from "#lib/schemas/prompt-addition.ts";
import type { Shot } from "#lib/schemas/shot.ts";
import type { Template } from "#lib/schemas/template.ts";
import { OTHER, otherName } from "#lib/schemas/variant-names.ts";

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

/** A shot as the job has it. */
type ShotOfJob = {
  name: string;
  variant: string;
  targetVariant: string;
  imageTypeId: string | null;
  templateId: string | null;
  /** With what the look added to it. */
  prompt: string;
  look: { id: string; prompt: string } | null;
  aspectRatio: string;
  imageSize: string | null;
  candidates: number;
  alsoSend: string[];
  model: string;
};

type Options = {
  templates: readonly Template[];
  imageTypes: readonly ImageType[];
  formats: { model: string };
  models: readonly { model: string }[];
};

const byId = <Row extends { id: string }>(rows: readonly Row[], id: string | null): Row | null =>
  rows.find((row) => row.id === id) ?? null;

/** The prompt without what the look adds to it. Where the look was changed or deleted since, the prompt keeps what it added. */
function ownPrompt({ prompt, look }: ShotOfJob): { prompt: string; lookId: string | undefined } {
  const own = look && withoutAddition(prompt, look.prompt);
  return look && own !== null ? { prompt: own, lookId: look.id } : { prompt, lookId: undefined };
}

/** A prompt that no longer follows from the template or image type becomes a custom prompt. */
function choiceOfShot(shot: ShotOfJob, { templates, imageTypes }: Options) {
  const { variant, imageTypeId, templateId } = shot;
  const { prompt } = ownPrompt(shot);
  const [template, imageType] = [byId(templates, templateId), byId(imageTypes, imageTypeId)];
  const choice = { variant, imageTypeId: imageType?.id ?? null, templateId: template?.id ?? null };
  const values = template && valuesIn(template, prompt);
  if (values) return { ...choice, values, customPrompt: "" };
  const isDefault = !template && imageType?.defaultPrompt === prompt;
  return { ...choice, values: {}, customPrompt: isDefault ? "" : prompt };
}

const isRatio = (text: string): text is AspectRatio => ASPECT_RATIOS.some((ratio) => ratio === text);
const isSize = (text: string | null): text is ImageSize => IMAGE_SIZES.some((size) => size === text);

/** Undefined for that of new jobs, also in the place of one that can't be used any more. */
function modelOf(shot: ShotOfJob, { formats, models }: Options): string | undefined {
  const isUsable = models.some(({ model }) => model === shot.model);
  return isUsable && shot.model !== formats.model ? shot.model : undefined;
}

function shotOf(shot: ShotOfJob, options: Options): Shot {
  const { customPrompt, imageTypeId, templateId, values, variant } = choiceOfShot(shot, options);
  const { name, targetVariant, aspectRatio, imageSize, candidates, alsoSend } = shot;
  return {
    ...{ name, variant, candidates, alsoSend, templateVariables: { ...values } },
    targetVariant: otherName(targetVariant) === null ? targetVariant : OTHER,
    imageTypeId: imageTypeId ?? "",
    templateId: templateId ?? undefined,
    customPrompt: customPrompt || undefined,
    lookId: ownPrompt(shot).lookId,
    aspectRatio: isRatio(aspectRatio) ? aspectRatio : DEFAULT_RATIO,
    imageSize: isSize(imageSize) ? imageSize : undefined,
    model: modelOf(shot, options),
  };
}

/** What a plain shot of the image type is too. */
function isPlain(shot: ShotOfJob, options: Options): boolean {
  const { variant, targetVariant, imageTypeId, look, aspectRatio, imageSize, candidates, alsoSend } = shot;
  const imageType = byId(options.imageTypes, imageTypeId);
  const hasFormatOfType =
    aspectRatio === (imageType?.aspectRatio ?? DEFAULT_RATIO) && imageSize === (imageType?.imageSize ?? null);
  const isUsual = modelOf(shot, options) === undefined && hasFormatOfType;
  return targetVariant === variant && isUsual && look === null && candidates === 1 && alsoSend.length === 0;
}

/** What the wizard begins with to start another job like one. Null for a job that is gone. */
export function startLike(
  shots: readonly ShotOfJob[],
  options: Options,
): { choice: Choice } | { shots: Shot[] } | null {
  const [first] = shots;
  if (!first) return null;
  if (shots.length === 1 && isPlain(first, options)) return { choice: choiceOfShot(first, options) };
  return { shots: shots.map((shot) => shotOf(shot, options)) };
}
