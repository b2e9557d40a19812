import { DEFAULT_OPTIONS, type OptionsDraft, toJobOptions } from "#components/bulk-generate/options-draft.ts";
import {
  bodyOf,
  countSelected,
  type MatchingSelection,
  type Selection,
  type SelectionBody,
  tooMany,
} from "#components/products/selection-rules.ts";
import { type ShotsDraft, shotsOf } from "#components/shots/shots-draft.ts";
import type { BulkGenerateRequest } from "#lib/schemas/bulk-generate.ts";
import type { JobOptions } from "#lib/schemas/job-options.ts";
import { ownValue } from "#lib/schemas/placeholders.ts";
import type { Shot } from "#lib/schemas/shot.ts";
import type { Template } from "#lib/schemas/template.ts";

const STEPS = ["products", "shots", "prompt", "review"] as const;
export type StepId = (typeof STEPS)[number];

export type Choice = {
  variant: string | null;
  imageTypeId: string | null;
  templateId: string | null;
  /** Overrides the template and the image type unless it is blank. */
  customPrompt: string;
  /** By variable name; kept when another template is selected. */
  values: Readonly<Record<string, string>>;
};

/** Rows of shots, each with its prompt. Null for one plain shot, of which `Choice` says all. */
export type Shots = { draft: ShotsDraft; onlyMissing: boolean };

type WizardState = { choice: Choice; shots: Shots | null; options: OptionsDraft; open: StepId | null };

export type WizardAction =
  | { type: "toggleStep"; step: StepId }
  | { type: "openStep"; step: StepId }
  | { type: "setShots"; shots: Shots | null }
  | { type: "setOptions"; options: OptionsDraft }
  | { type: "chooseVariant"; variant: string }
  | { type: "chooseImageType"; imageTypeId: string }
  | { type: "chooseTemplate"; templateId: string | null }
  | { type: "fillVariable"; name: string; value: string }
  | { type: "writePrompt"; customPrompt: string }
  | { type: "clearPrompt" };

export function startState(
  choice: Choice,
  hasProducts: boolean,
  shots: Shots | null = null,
  options = DEFAULT_OPTIONS,
): WizardState {
  return { choice, shots, options, open: hasProducts ? "shots" : "products" };
}

/** Also where shots took the prompt over. */
function withoutPrompt({ choice, shots, ...rest }: WizardState): WizardState {
  const { customPrompt, values } = choice;
  const isOwn = ([name, value]: [string, string]) => value !== ownValue(values, name);
  const cleared = shots?.draft.shots.map((shot) => ({
    ...shot,
    customPrompt: shot.customPrompt === customPrompt ? "" : shot.customPrompt,
    templateVariables: Object.fromEntries(Object.entries(shot.templateVariables).filter(isOwn)),
  }));
  return {
    choice: { ...choice, customPrompt: "", values: {} },
    shots: shots && { ...shots, draft: { ...shots.draft, shots: cleared ?? [] } },
    ...rest,
  };
}

export function wizardReducer(state: WizardState, action: WizardAction): WizardState {
  const choose = (change: Partial<Choice>) => ({ ...state, choice: { ...state.choice, ...change } });
  switch (action.type) {
    case "toggleStep":
      return { ...state, open: state.open === action.step ? null : action.step };
    case "openStep":
      return { ...state, open: action.step };
    case "chooseVariant":
      return choose({ variant: action.variant });
    case "chooseImageType":
      return choose({ imageTypeId: action.imageTypeId });
    case "chooseTemplate":
      return choose({ templateId: action.templateId });
    case "fillVariable":
      return choose({ values: { ...state.choice.values, [action.name]: action.value } });
    case "writePrompt":
      return choose({ customPrompt: action.customPrompt });
    case "setOptions":
      return { ...state, options: action.options };
    case "setShots":
      return { ...state, shots: action.shots };
    case "clearPrompt":
      return withoutPrompt(state);
  }
}

/** Shots have their prompts with them. */
export const stepsOf = (shots: Shots | null): readonly StepId[] =>
  shots ? STEPS.filter((step) => step !== "prompt") : STEPS;

type Missing = { step: StepId; message: string };

export function missingProducts(selection: Selection): Missing | null {
  const message = countSelected(selection) === 0 ? "Select products first." : tooMany(selection);
  return message === null ? null : { step: "products", message };
}

/** The first missing part of the choice; null if complete. */
export function missing(choice: Choice, selection: Selection): Missing | null {
  const products = missingProducts(selection);
  if (products) return products;
  if (choice.variant === null) return { step: "shots", message: "Choose an image variant." };
  if (choice.imageTypeId === null) return { step: "prompt", message: "Choose an image type." };
  return null;
}

export function valuesFor(template: Template, values: Choice["values"]): Record<string, string> {
  const asked = template.variables.filter(({ type }) => type !== "product");
  return Object.fromEntries(
    asked.flatMap(({ name }) => {
      const value = ownValue(values, name);
      return value ? [[name, value]] : [];
    }),
  );
}

export type WizardRequest = Omit<BulkGenerateRequest, "productIds" | "selection"> & { products: SelectionBody };

export function requestOf(
  choice: Choice,
  selection: Selection,
  template: Template | null,
  options = DEFAULT_OPTIONS,
): WizardRequest | null {
  const { variant, imageTypeId } = choice;
  if (missing(choice, selection) || variant === null || imageTypeId === null) return null;
  const customPrompt = choice.customPrompt.trim();
  return {
    products: bodyOf(selection),
    variant,
    imageTypeId,
    ...(customPrompt && { customPrompt }),
    ...(template && { templateId: template.id, templateVariables: valuesFor(template, choice.values) }),
    ...toJobOptions(options),
  };
}

export const toBody = ({ products, ...request }: WizardRequest) => ({ ...products, ...request });

/** `keys`: those of the shots in the form. */
export type ShotsRequest = JobOptions & {
  products: SelectionBody;
  keys: number[];
  shots: Shot[];
  onlyMissing: boolean;
};

export function shotsRequestOf(
  { draft, onlyMissing }: Shots,
  selection: Selection,
  options = DEFAULT_OPTIONS,
): ShotsRequest | null {
  if (missingProducts(selection)) return null;
  const keys = draft.shots.map(({ key }) => key);
  return { products: bodyOf(selection), keys, shots: shotsOf(draft), onlyMissing, ...toJobOptions(options) };
}

export const toJobBody = ({ products, keys: _keys, ...request }: ShotsRequest) => ({ ...products, ...request });

export function withoutProducts(products: SelectionBody, ids: readonly string[]): SelectionBody {
  const gone = new Set(ids);
  if ("productIds" in products) return { productIds: products.productIds.filter((id) => !gone.has(id)) };
  const { exceptProductIds } = products.selection;
  return { selection: { ...products.selection, exceptProductIds: [...exceptProductIds, ...ids] } };
}

/** Null if the selection can't be narrowed that way. */
export function narrowedTo(selection: Selection, variant: string, totalImages: number): MatchingSelection | null {
  if (selection.kind === "picked" || selection.filter.variant) return null;
  const { filter, except } = selection;
  return { ...selection, filter: { ...filter, variant }, total: totalImages + except.size };
}
