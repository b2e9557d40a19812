import { createLoader, createSerializer, parseAsJson, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { draftOfOptions, type OptionsDraft, toJobOptions } from "#components/bulk-generate/options-draft.ts";
import type { Choice } from "#components/bulk-generate/wizard-state.ts";
import { parseAsId } from "#components/ui/parse-with.ts";
import { isObject, isTextList } from "#lib/schemas/url-values.ts";

const readValues = (value: unknown): Record<string, string> | null =>
  isObject(value) && isTextList(Object.values(value)) ? (value as Record<string, string>) : null;

/**
 * `job` shows that job's progress instead of the wizard. `product`, `like` (a job) and `shotList` set the initial state
 * and are then removed. `shots`: see `kept-shots.ts`.
 */
export const wizardParams = {
  job: parseAsId,
  product: parseAsId,
  like: parseAsId,
  shotList: parseAsId,
  shots: parseAsStringLiteral(["kept"]),
  variant: parseAsString,
  type: parseAsString,
  template: parseAsString,
  prompt: parseAsString,
  values: parseAsJson(readValues),
  options: parseAsJson((value) => (isObject(value) ? value : null)),
};

export const loadWizardParams = createLoader(wizardParams);
export const bulkGenerateUrl = createSerializer(wizardParams);
type WizardParams = Awaited<ReturnType<typeof loadWizardParams>>;

/** Node rejects requests whose head is over 16 KB: longer texts are not kept over a reload. */
const MAX_TEXT_IN_URL = 4_000;

const short = (text: string) => encodeURIComponent(text).length <= MAX_TEXT_IN_URL;

type ChoiceParams = Omit<WizardParams, "options">;

export function choiceFrom({ variant, type, template, prompt, values }: ChoiceParams): Choice {
  return { variant, imageTypeId: type, templateId: template, customPrompt: prompt ?? "", values: values ?? {} };
}

export const optionsFrom = ({ options }: Pick<WizardParams, "options">): OptionsDraft => draftOfOptions(options ?? {});

/** Null where all are as usual. */
export function optionsParam(draft: OptionsDraft): { options: Record<string, unknown> | null } {
  const options = toJobOptions(draft);
  return { options: Object.keys(options).length > 0 ? options : null };
}

const START = { product: null, like: null, shotList: null };
const NO_CHOICE = { variant: null, type: null, template: null, prompt: null, values: null };

export const shotsParams = { ...START, ...NO_CHOICE, shots: "kept" as const };

export function paramsOf({ variant, imageTypeId, templateId, customPrompt, values }: Choice) {
  const filled = Object.keys(values).length > 0 && short(JSON.stringify(values));
  return {
    ...START,
    shots: null,
    variant,
    type: imageTypeId,
    template: templateId,
    prompt: customPrompt && short(customPrompt) ? customPrompt : null,
    values: filled ? { ...values } : null,
  };
}
