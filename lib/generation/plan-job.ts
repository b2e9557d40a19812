import "server-only";
import { findLastJobId } from "#lib/db/jobs/read.ts";
import { findShotList } from "#lib/db/shot-lists.ts";
import { AppError } from "#lib/errors.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { factsOf } from "#lib/gemini/models.ts";
import { type Models, readModels } from "#lib/gemini/read-models.ts";
import { chooseTier, STANDARD_TIER } from "#lib/generation/choose-tier.ts";
import { type LoadedPrompt, loadPrompt, type PromptRequest, readPrompts, unknownIn } from "#lib/generation/prompts.ts";
import { formatOf, shotFormatProblems } from "#lib/generation/shot-format.ts";
import { type BulkGenerateRequest, type JobRequest, type Selection, selectionOf } from "#lib/schemas/bulk-generate.ts";
import { MAX_IMAGES_PER_JOB } from "#lib/schemas/limits.ts";
import type { Look } from "#lib/schemas/look.ts";
import { microsOf } from "#lib/schemas/money.ts";
import type { AspectRatio, ImageSize } from "#lib/schemas/picture-format.ts";
import type { Pilot } from "#lib/schemas/pilot.ts";
import type { FieldError } from "#lib/schemas/problem.ts";
import type { Shot } from "#lib/schemas/shot.ts";
import type { JobTier } from "#lib/schemas/tier.ts";
import { isVariant, OTHER, otherTarget } from "#lib/schemas/variant-names.ts";

/** `last` becomes the newest job's id, so that the selection stays the same once another job begins. */
export async function settleLast(selection: Selection): Promise<Selection> {
  if ("productIds" in selection || selection.failedIn !== "last") return selection;
  const jobId = await findLastJobId();
  return jobId === null ? selection : { ...selection, failedIn: jobId };
}

/** A shot as the job keeps it. `imageSize`: null for that of the model. `model`: null for that of the job. */
export type PlannedShot = {
  name: string;
  variant: string;
  targetVariant: string;
  candidates: number;
  alsoSend: string[];
  aspectRatio: AspectRatio;
  imageSize: ImageSize | null;
  model: string | null;
  prompt: LoadedPrompt;
};

/** `field`: where the request says what to make. `model`: null for that of new jobs. */
export type JobPlan = {
  selection: Selection;
  model: string | null;
  tier: JobTier;
  shots: PlannedShot[];
  /** That the shots are from. */
  shotList: { id: string; name: string } | null;
  onlyMissing: boolean;
  /** Which products are made first, before the others wait for a person. */
  pilot?: Pilot | undefined;
  /** May it use images that the model was sent the same for? */
  reuse: boolean;
  field: "variant" | "shots";
  /** What its calls may cost together; null without a limit. */
  budgetMicros: number | null;
};

export function budgetOf({ budgetUsd = null }: Pick<JobRequest, "budgetUsd">): number | null {
  return budgetUsd === null ? null : microsOf(budgetUsd);
}

function nameOf({ template, imageType }: LoadedPrompt): string {
  return template?.name ?? imageType.name;
}

/** One image for the variant of the photo, in the format of its image type. */
export function plainShot(variant: string, prompt: LoadedPrompt): PlannedShot {
  const format = formatOf({}, prompt);
  const usual = { targetVariant: variant, candidates: 1, alsoSend: [], model: null };
  return { name: nameOf(prompt), variant, ...usual, ...format, prompt };
}

type PlainOptions = { model?: string | null | undefined; reuse?: boolean | undefined; tier?: JobTier };

export function plainJob(
  selection: Selection,
  variant: string,
  prompt: LoadedPrompt,
  { model = null, reuse = true, tier = STANDARD_TIER }: PlainOptions = {},
): JobPlan {
  const shots = [plainShot(variant, prompt)];
  const usual = { shotList: null, onlyMissing: false, field: "variant", budgetMicros: null } as const;
  return { selection, model, tier, shots, reuse, ...usual };
}

/**
 * That of a plain shot. Throws a 422 `AppError` where it can't be filled, no job may use the model, or it does not offer the
 * format of the image type.
 */
export async function loadPlainPrompt({ model, ...request }: PromptRequest & WithModel): Promise<LoadedPrompt> {
  const [models, prompt] = await Promise.all([readModels(), loadPrompt(request)]);
  const used = model ?? models.model;
  const problems = modelProblems(used, models) ?? shotFormatProblems({}, prompt, used);
  if (problems.length > 0) throw refuse(problems);
  return prompt;
}

/** Throws a 422 `AppError` where the model is not offered in the tier. */
export async function plainJobOf(
  request: BulkGenerateRequest,
  selection: Selection,
  prompt: LoadedPrompt,
): Promise<JobPlan> {
  const { variant, pilot, model, reuse } = request;
  const tier = chooseTier(request, [model ?? (await currentModel()).model]);
  const plan = plainJob(selection, variant, prompt, { model, reuse, tier });
  return { ...plan, pilot, budgetMicros: budgetOf(request) };
}

/** Throws a 422 `AppError` as `loadPlainPrompt` and `plainJobOf` do. */
export async function planPlainJob(request: BulkGenerateRequest): Promise<JobPlan> {
  const [selection, prompt] = await Promise.all([settleLast(selectionOf(request)), loadPlainPrompt(request)]);
  return plainJobOf(request, selection, prompt);
}

/** Null where the model takes all pictures of a call. */
function tooManyPictures({ alsoSend }: Shot, look: Look | null, model: string): FieldError | null {
  const { pictures } = factsOf(model);
  const ofLook = look?.pictures.length ?? 0;
  const sent = 1 + alsoSend.length + ofLook;
  if (sent <= pictures) return null;
  const which = ofLook > 0 ? `: the photo, ${alsoSend.length} further photos and ${ofLook} of the look` : "";
  return {
    path: ofLook > 0 ? "lookId" : "alsoSend",
    message: `A call would send ${sent} pictures${which}. ${model} takes at most ${pictures}.`,
  };
}

/** What the model can't do. */
function problemsOf(shot: Shot, prompt: LoadedPrompt, model: string): FieldError[] {
  const problems = shotFormatProblems(shot, prompt, model);
  if (shot.targetVariant === undefined && !isVariant(shot.variant))
    problems.unshift({ path: "targetVariant", message: "Name the variant that the images are for." });
  const unknown = shot.alsoSend.find((variant) => !isVariant(variant));
  if (unknown !== undefined)
    problems.push({
      path: "alsoSend",
      message: `"${unknown}" is no Amazon variant. Use those of photos, such as PT01.`,
    });
  return problems.concat(tooManyPictures(shot, prompt.look, model) ?? []);
}

type WithModel = { model?: string | undefined };

/** Null where a job may use it. */
export function modelProblems(model: string, models: Models, path = "model"): FieldError[] | null {
  const message = models.problemOf(model);
  return message === null ? null : [{ path, message }];
}

/** A shot, and what names a model. */
type ShotModel = { shot: Shot; look: Look | null; job: string | undefined };

/** Null for that of the job, which comes before that of a look. */
function ownModel({ shot, look, job }: ShotModel): string | null {
  return shot.model ?? (job === undefined ? (look?.model ?? null) : null);
}

/** Of a model that the shot or its look names. */
function ownModelProblems(given: ShotModel, models: Models): FieldError[] | null {
  const model = ownModel(given);
  return model === null ? null : modelProblems(model, models, given.shot.model === undefined ? "lookId" : "model");
}

function planShot(shot: Shot, prompt: LoadedPrompt, model: string | null): PlannedShot {
  const { variant, candidates, alsoSend } = shot;
  const name = shot.name ?? nameOf(prompt);
  const targetVariant = shot.targetVariant === OTHER ? otherTarget(name) : (shot.targetVariant ?? variant);
  if (targetVariant === null)
    throw refuse([{ path: "name", message: "Use letters or digits in the name: the file is named after it." }]);
  return { name, variant, targetVariant, candidates, alsoSend, ...formatOf(shot, prompt), model, prompt };
}

export function refuse(fields: FieldError[]): AppError {
  return new AppError("unprocessable", fields.map(({ message }) => message).join(" "), { fields });
}

/** Its photo is sent in any case. */
const withoutOwnPhoto = (shot: Shot): Shot => ({
  ...shot,
  alsoSend: shot.alsoSend.filter((variant) => variant !== shot.variant),
});

/** `job`: the model that a request names for its shots. Throws a 422 `AppError` that names the problems of every shot. */
export async function planShots(shots: Shot[], job?: string): Promise<PlannedShot[]> {
  const [models, promptOf] = await Promise.all([readModels(), readPrompts(shots)]);
  const problems: FieldError[] = [];
  const planned = shots.map(withoutOwnPhoto).flatMap((shot, index) => {
    try {
      const prompt = promptOf(shot);
      const given = { shot, look: prompt.look, job };
      const model = ownModel(given);
      const refused = ownModelProblems(given, models) ?? problemsOf(shot, prompt, model ?? job ?? models.model);
      if (refused.length > 0) throw refuse(refused);
      return planShot(shot, prompt, model);
    } catch (error) {
      if (!(error instanceof AppError && error.fields)) throw error;
      problems.push(...error.fields.map(({ path, message }) => ({ path: `shots.${index}.${path}`, message })));
      return [];
    }
  });
  if (problems.length > 0) throw refuse(problems);
  return planned;
}

async function chosenShots({ shots, shotListId }: JobRequest): Promise<Pick<JobPlan, "shotList"> & { shots: Shot[] }> {
  if (shots && shotListId === undefined) return { shots, shotList: null };
  if (shots || shotListId === undefined) throw refuse([{ path: "shots", message: "Send either shots or shotListId." }]);
  const list = await findShotList(shotListId);
  if (!list) throw unknownIn("shotListId", "shot list");
  return { shots: list.shots, shotList: { id: list.id, name: list.name } };
}

/** Throws a 422 `AppError` that names the problems of every shot. */
export async function planJob(request: JobRequest): Promise<JobPlan> {
  const chosen = await chosenShots(request);
  const shots = await planShots(chosen.shots, request.model);
  const models = await readModels();
  const usual = request.model ?? models.model;
  const refused = shots.some(({ model }) => model === null) && modelProblems(usual, models);
  if (refused) throw refuse(refused);
  const tier = chooseTier(
    request,
    shots.map(({ model }) => model ?? usual),
  );
  const selection = await settleLast(selectionOf(request));
  const { model = null, onlyMissing, pilot, reuse = true } = request;
  const options = { model, tier, onlyMissing, pilot, reuse, budgetMicros: budgetOf(request) };
  return { selection, shots, shotList: chosen.shotList, field: "shots", ...options };
}

function nothingToMake({ shots, onlyMissing }: JobPlan): string {
  if (onlyMissing) return "Nothing is missing: every image exists or is being made, or its photo is missing.";
  const variants = [...new Set(shots.map(({ variant }) => variant))].join(", ");
  return `None of the selected products has a ${variants} photo.`;
}

/** Refuses a job of no image, or of too many, with a 422 `AppError`. */
export function checkSize(plan: JobPlan, images: number): void {
  if (images === 0) throw refuse([{ path: plan.field, message: nothingToMake(plan) }]);
  if (images > MAX_IMAGES_PER_JOB) {
    const message = `A job generates at most ${MAX_IMAGES_PER_JOB.toLocaleString("en")} images.`;
    throw refuse([{ path: "selection", message }]);
  }
}
