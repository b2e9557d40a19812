"use client";

import { useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import { useEffect, useMemo, useReducer, useRef, useState } from "react";
import { usePlan } from "#components/bulk-generate/use-preview.ts";
import { bulkGenerateUrl, choiceFrom, paramsOf, wizardParams } from "#components/bulk-generate/wizard-params.ts";
import {
  type Choice,
  missing,
  requestOf,
  startState,
  toBody,
  type WizardRequest,
  wizardReducer,
} from "#components/bulk-generate/wizard-state.ts";
import { changeSelection, useSelection } from "#components/products/selection.ts";
import { countSelected } from "#components/products/selection-rules.ts";
import { sendOnce } from "#components/ui/send-once.ts";
import { useCommand } from "#components/ui/use-command.ts";
import type { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";
import type { Template } from "#lib/schemas/template.ts";

type Given = {
  templates: Template[];
  imageTypes: ImageType[];
  /** The choice of the job named by `like` in the URL. */
  like: Choice | null;
};

function useOnlyProduct(productId: string | null) {
  const first = useRef(productId);
  useEffect(() => {
    const id = first.current;
    if (id !== null) changeSelection(() => ({ kind: "picked", ids: new Set([id]) }));
  }, []);
}

/** The state starts from the URL and is written back, so that a reload keeps it. */
export function useWizard({ templates, imageTypes, like }: Given) {
  const [params, setParams] = useQueryStates(wizardParams, { history: "replace" });
  const selection = useSelection();
  useOnlyProduct(params.product);
  const [isFromUrl] = useState(params.like === null || like === null);
  const [state, dispatch] = useReducer(wizardReducer, null, () => {
    const choice = isFromUrl || !like ? choiceFrom(params) : like;
    const known = imageTypes.some(({ id }) => id === choice.imageTypeId);
    const imageTypeId = known ? choice.imageTypeId : (imageTypes[0]?.id ?? null);
    return startState({ ...choice, imageTypeId }, countSelected(selection) > 0 || params.product !== null);
  });
  const { choice } = state;
  useEffect(() => {
    setParams(paramsOf(choice));
  }, [choice, setParams]);

  const template = templates.find(({ id }) => id === choice.templateId) ?? null;
  const request = useMemo(() => requestOf(choice, selection, template), [choice, selection, template]);
  return {
    state,
    dispatch,
    isFromUrl,
    template,
    request,
    selection,
    plan: usePlan(request),
    missing: missing(choice, selection),
  };
}

const PATH = "/api/images/bulk-generate-by-variant";

const start = (request: WizardRequest) => sendOnce<typeof bulkGenerateResponseSchema>(PATH, toBody(request));

/** A second click while the request is sent does nothing. */
export function useGenerate() {
  const router = useRouter();
  const { run, busy, problem, isDone } = useCommand(start, {
    failure: "Couldn't start the job.",
    onFailure: "problem",
    onDone: ({ jobId }) => router.push(bulkGenerateUrl("/bulk-generate", { job: jobId })),
  });
  const sending = busy || isDone;
  return { generate: (request: WizardRequest) => void (sending || run(request)), sending, error: problem };
}
