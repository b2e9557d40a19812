import {
  bodyOf,
  countSelected,
  type MatchingSelection,
  type Selection,
  type SelectionBody,
  tooMany,
} from "#components/products/selection-rules.ts";
import type { BulkGenerateRequest } from "#lib/schemas/bulk-generate.ts";
import { ownValue } from "#lib/schemas/placeholders.ts";
import type { Template } from "#lib/schemas/template.ts";

const STEPS = ["products", "variant", "prompt", "review"] as const;
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

type WizardState = { choice: Choice; open: StepId | null };

export type WizardAction =
  | { type: "toggleStep"; step: StepId }
  | { type: "openStep"; step: StepId }
  | { type: "chooseVariant"; variant: string }
  | { type: "chooseImageType"; imageTypeId: string }
  | { type: "chooseTemplate"; templateId: string | null }
  | { type: "fillVariable"; name: string; value: string }
  | { type: "writePrompt"; customPrompt: string };

export function startState(choice: Choice, hasProducts: boolean): WizardState {
  return { choice, open: hasProducts ? "variant" : "products" };
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
  }
}

export function stepAfter(step: StepId): StepId | null {
  return STEPS[STEPS.indexOf(step) + 1] ?? null;
}

/** The first missing part of the choice; null if complete. */
export function missing(choice: Choice, selection: Selection): { step: StepId; message: string } | null {
  const message = countSelected(selection) === 0 ? "Select products first." : tooMany(selection);
  if (message !== null) return { step: "products", message };
  if (choice.variant === null) return { step: "variant", message: "Choose an image variant." };
  if (choice.imageTypeId === null) return { step: "prompt", message: "Choose an image type." };
  return null;
}

function valuesFor(template: Template, values: Choice["values"]): Record<string, string> {
  const asked = template.variables.filter(({ type }) => type !== "product");
  return Object.fromEntries(
    asked.flatMap(({ name }) => {
      const value = ownValue(values, name);
      return value ? [[name, value]] : [];
    }),
  );
}

export type WizardRequest = Omit<BulkGenerateRequest, "productIds" | "selection"> & { products: SelectionBody };

export function requestOf(choice: Choice, selection: Selection, template: Template | null): WizardRequest | null {
  const { variant, imageTypeId } = choice;
  if (missing(choice, selection) || variant === null || imageTypeId === null) return null;
  const customPrompt = choice.customPrompt.trim();
  return {
    products: bodyOf(selection),
    variant,
    imageTypeId,
    ...(customPrompt && { customPrompt }),
    ...(template && { templateId: template.id, templateVariables: valuesFor(template, choice.values) }),
  };
}

export const toBody = ({ products, ...request }: WizardRequest) => ({ ...products, ...request });

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
