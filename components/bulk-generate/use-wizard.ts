"use client";

import { useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import { type Dispatch, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { keptShots } from "#components/bulk-generate/kept-shots.ts";
import type { OptionsDraft } from "#components/bulk-generate/options-draft.ts";
import { usePlan, useShotsPlan } from "#components/bulk-generate/use-preview.ts";
import {
  bulkGenerateUrl,
  choiceFrom,
  optionsFrom,
  optionsParam,
  paramsOf,
  shotsParams,
  wizardParams,
} from "#components/bulk-generate/wizard-params.ts";
import {
  type Choice,
  requestOf,
  type Shots,
  type ShotsRequest,
  shotsRequestOf,
  startState,
  toBody,
  toJobBody,
  type WizardAction,
  type WizardRequest,
  wizardReducer,
} from "#components/bulk-generate/wizard-state.ts";
import { changeSelection, useSelection } from "#components/products/selection.ts";
import { countSelected } from "#components/products/selection-rules.ts";
import type { ShotsDraft } from "#components/shots/shots-draft.ts";
import { sendOnce } from "#components/ui/send-once.ts";
import { useCommand } from "#components/ui/use-command.ts";
import type { bulkGenerateResponseSchema, jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";
import type { Template } from "#lib/schemas/template.ts";

/** What the wizard begins with: the choice or the shots of the job or shot list that the address names. */
export type Start = ({ choice: Choice } | { draft: ShotsDraft }) & { options?: OptionsDraft };

type Given = { templates: Template[]; imageTypes: ImageType[]; start: Start | null };

function useOnlyProduct(productId: string | null) {
  const first = useRef(productId);
  useEffect(() => {
    const id = first.current;
    if (id !== null) changeSelection(() => ({ kind: "picked", ids: new Set([id]) }));
  }, []);
}

/** A reload restores them. */
function useKeptShots(shots: Shots | null, isKept: boolean, dispatch: Dispatch<WizardAction>) {
  const first = useRef(isKept && shots === null);
  useEffect(() => {
    if (first.current) dispatch({ type: "setShots", shots: keptShots.get() });
    first.current = false;
  }, [dispatch]);
  useEffect(() => {
    if (shots) keptShots.set(() => shots);
  }, [shots]);
}

/** The state starts from the URL and is written back, so that a reload keeps it. */
export function useWizard({ templates, imageTypes, start }: Given) {
  const [params, setParams] = useQueryStates(wizardParams, { history: "replace" });
  const selection = useSelection();
  useOnlyProduct(params.product);
  const [isFromUrl] = useState(!(start && "choice" in start));
  const [state, dispatch] = useReducer(wizardReducer, null, () => {
    const choice = start && "choice" in start ? start.choice : choiceFrom(params);
    const known = imageTypes.some(({ id }) => id === choice.imageTypeId);
    const imageTypeId = known ? choice.imageTypeId : (imageTypes[0]?.id ?? null);
    const shots = start && "draft" in start ? { draft: start.draft, onlyMissing: false } : null;
    const options = start?.options ?? optionsFrom(params);
    const hasProducts = countSelected(selection) > 0 || params.product !== null;
    return startState({ ...choice, imageTypeId }, hasProducts, shots, options);
  });
  const { choice, shots, options } = state;
  useKeptShots(shots, params.shots !== null, dispatch);
  useEffect(() => {
    setParams({ ...(shots ? shotsParams : paramsOf(choice)), ...optionsParam(options) });
  }, [choice, shots, options, setParams]);

  const template = templates.find(({ id }) => id === choice.templateId) ?? null;
  const request = useMemo(
    () => (shots ? null : requestOf(choice, selection, template, options)),
    [shots, choice, selection, template, options],
  );
  const shotsRequest = useMemo(() => shots && shotsRequestOf(shots, selection, options), [shots, selection, options]);
  return {
    ...{ state, dispatch, isFromUrl, template, selection, request, shotsRequest },
    plan: usePlan(request),
    shotsPlan: useShotsPlan(shotsRequest),
  };
}

type Job = { path: string; body: object };

const startJob = ({ path, body }: Job) =>
  sendOnce<typeof bulkGenerateResponseSchema | typeof jobResponseSchema>(path, body);

const jobOf = (request: WizardRequest): Job => ({
  path: "/api/images/bulk-generate-by-variant",
  body: toBody(request),
});
const jobOfShots = (request: ShotsRequest): Job => ({
  path: "/api/images/bulk-generate",
  body: toJobBody(request),
});

/** A second click while the request is sent does nothing. */
export function useGenerate(request: WizardRequest | null, shotsRequest: ShotsRequest | null) {
  const router = useRouter();
  const { run, busy, problem, isDone } = useCommand(startJob, {
    failure: "Couldn't start the job.",
    onFailure: "problem",
    onDone: ({ jobId }) => router.push(bulkGenerateUrl("/bulk-generate", { job: jobId })),
  });
  const sending = busy || isDone;
  const job = shotsRequest ? jobOfShots(shotsRequest) : request && jobOf(request);
  return { generate: () => void (sending || (job && run(job))), sending, error: problem };
}
