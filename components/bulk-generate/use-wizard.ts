"use client";

import { useQueryStates } from "nuqs";
import { useEffect, useMemo, useReducer, useRef } from "react";
import { usePlan } from "#components/bulk-generate/use-preview.ts";
import { choiceFrom, paramsOf, wizardParams } from "#components/bulk-generate/wizard-params.ts";
import { type Choice, missing, requestOf, startState, wizardReducer } from "#components/bulk-generate/wizard-state.ts";
import { useSelection } from "#components/products/selection.ts";
import type { ImageType, Template } from "#lib/schemas/template.ts";

type Given = {
  templates: Template[];
  imageTypes: ImageType[];
  /** The choice of the job that the URL's `like` names. */
  like: Choice | null;
};

/** A link to one product makes it the only one selected. */
function useOnlyProduct(productId: string | null) {
  const { add, clear } = useSelection();
  const first = useRef(productId);
  useEffect(() => {
    if (first.current === null) return;
    clear();
    add([first.current]);
  }, [add, clear]);
}

/** The wizard's state: begun from the URL, and written back to it so that a reload keeps it. */
export function useWizard({ templates, imageTypes, like }: Given) {
  const [params, setParams] = useQueryStates(wizardParams, { history: "replace" });
  const { ids } = useSelection();
  useOnlyProduct(params.product);
  const [state, dispatch] = useReducer(wizardReducer, null, () => {
    const choice = params.like !== null && like ? like : choiceFrom(params);
    const known = imageTypes.some(({ id }) => id === choice.imageTypeId);
    const imageTypeId = known ? choice.imageTypeId : (imageTypes[0]?.id ?? null);
    return startState({ ...choice, imageTypeId }, ids.size > 0 || params.product !== null);
  });
  const { choice } = state;
  useEffect(() => {
    setParams(paramsOf(choice));
  }, [choice, setParams]);

  const template = templates.find(({ id }) => id === choice.templateId) ?? null;
  const productIds = useMemo(() => [...ids], [ids]);
  const request = useMemo(() => requestOf(choice, productIds, template), [choice, productIds, template]);
  return { state, dispatch, template, request, plan: usePlan(request), missing: missing(choice, ids.size) };
}
