import {
  bodyOf,
  countSelected,
  type MatchingSelection,
  type Selection,
  type SelectionBody,
  tooMany,
} from "#components/products/selection-rules.ts";
import type { BulkGenerateRequest } from "#lib/schemas/bulk-generate.ts";
import { ownValue } from "#lib/schemas/placeholder.ts";
import type { Template } from "#lib/schemas/template.ts";

const STEPS = ["products", "variant", "prompt", "review"] as const;
export type StepId = (typeof STEPS)[number];

/** Everything a job is made of but the products, which all pages share. */
export type Choice = {
  variant: string | null;
  imageTypeId: string | null;
  templateId: string | null;
  /** Overrides the template's and the image type's text unless it is blank. */
  customPrompt: string;
  /** What was filled in for the template's variables, by name; kept when another template is looked at. */
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

/** Products that are selected already settle the first step. */
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

/** The step after this one; the last has none. */
export function stepAfter(step: StepId): StepId | null {
  return STEPS[STEPS.indexOf(step) + 1] ?? null;
}

/** The first thing that keeps the choice from being a request; null where nothing does. */
export function missing(choice: Choice, selection: Selection): { step: StepId; message: string } | null {
  const message = countSelected(selection) === 0 ? "Select products first." : tooMany(selection);
  if (message !== null) return { step: "products", message };
  if (choice.variant === null) return { step: "variant", message: "Choose an image variant." };
  if (choice.imageTypeId === null) return { step: "prompt", message: "Choose an image type." };
  return null;
}

/** The values to send: only those that the template asks for. */
function valuesFor(template: Template, values: Choice["values"]): Record<string, string> {
  const asked = template.variables.filter(({ type }) => type !== "product");
  return Object.fromEntries(
    asked.flatMap(({ name }) => {
      const value = ownValue(values, name);
      return value ? [[name, value]] : [];
    }),
  );
}

/** What the wizard asks for. */
export type WizardRequest = Omit<BulkGenerateRequest, "productIds" | "selection"> & { products: SelectionBody };

/** The request of a choice, null while something is missing. `template` is the one that `templateId` names. */
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

/** A request as it is sent. */
export const toBody = ({ products, ...request }: WizardRequest) => ({ ...products, ...request });

/** The same for the products that are left without these. */
export function withoutProducts(products: SelectionBody, ids: readonly string[]): SelectionBody {
  const gone = new Set(ids);
  if ("productIds" in products) return { productIds: products.productIds.filter((id) => !gone.has(id)) };
  const { exceptProductIds } = products.selection;
  return { selection: { ...products.selection, exceptProductIds: [...exceptProductIds, ...ids] } };
}

/**
 * All that match a filter, of which `totalImages` have the variant, as all that match it and have the variant. Null for a selection
 * that can't be narrowed so.
 */
export function narrowedTo(selection: Selection, variant: string, totalImages: number): MatchingSelection | null {
  if (selection.kind === "picked" || selection.filter.variant) return null;
  const { filter, except } = selection;
  return { ...selection, filter: { ...filter, variant }, total: totalImages + except.size };
}

/** A request that the user confirmed, and the key that makes it one job however often it is sent. */
export type Confirmation = { body: string; key: string };

/** The confirmation to send now: the earlier one if it asks for the same, else a new one with a key of its own. */
export function confirm(request: WizardRequest, earlier: Confirmation | null, newKey: () => string): Confirmation {
  const body = JSON.stringify(toBody(request));
  return earlier?.body === body ? earlier : { body, key: newKey() };
}
