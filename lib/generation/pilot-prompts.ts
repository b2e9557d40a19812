import "server-only";
import type { Transaction } from "#lib/db/client.ts";
import {
  findPilotTasks,
  findShotPrompts,
  type PilotTask,
  type ShotPrompt,
  setShotPrompt,
  setTaskPrompts,
} from "#lib/db/jobs/pilot-images.ts";
import { AppError } from "#lib/errors.ts";
import type { PromptChanges } from "#lib/schemas/pilot.ts";
import { placeholdersOf } from "#lib/schemas/placeholders.ts";
import type { FieldError } from "#lib/schemas/problem.ts";
import { type PromptPlan, productValues, promptOf } from "#lib/schemas/prompt.ts";

type Change = { shot: ShotPrompt; text: string; plan: PromptPlan };

function refuse(fields: FieldError[]): AppError {
  return new AppError("unprocessable", fields.map(({ message }) => message).join(" "), { fields });
}

function requested({ prompt, prompts = [] }: PromptChanges, shots: ShotPrompt[]) {
  const named = prompts.map((change, index) => ({ ...change, path: `prompts.${index}` }));
  const twice = named.find(({ shot }, index) => named.findIndex((other) => other.shot === shot) !== index);
  if (twice) throw refuse([{ path: `${twice.path}.shot`, message: "Name each shot once." }]);
  if (prompt === undefined) return named;
  if (prompts.length > 0) throw refuse([{ path: "prompt", message: "Send either prompt or prompts." }]);
  if (shots.length > 1)
    throw refuse([{ path: "prompt", message: "This job has several shots. Send prompts, which names them." }]);
  return [{ shot: 0, prompt, path: "" }];
}

/** What differs from what the shots have. Throws a 422 `AppError` that names each unknown shot and variable. */
export function planChanges(request: PromptChanges, shots: ShotPrompt[]): Change[] {
  const problems: FieldError[] = [];
  const changes = requested(request, shots).flatMap(({ shot: index, prompt: text, path }) => {
    const at = (field: string) => (path === "" ? field : `${path}.${field}`);
    const shot = shots[index];
    if (!shot) {
      problems.push({ path: at("shot"), message: "No such shot." });
      return [];
    }
    if (text === shot.prompt.trim()) return [];
    const { fixed, fromProduct } = shot.plan;
    const unknown = placeholdersOf(text).filter(
      (name) => !(Object.hasOwn(fixed, name) || Object.hasOwn(fromProduct, name)),
    );
    problems.push(...unknown.map((name) => ({ path: at("prompt"), message: `Unknown variable {{${name}}}.` })));
    return [{ shot, text, plan: { text, fixed, fromProduct } }];
  });
  if (problems.length > 0) throw refuse(problems);
  return changes;
}

/** What is made keeps the prompt that it was made with; the others are made with the new one, should the job be retried. */
function taskPrompt({ id, status, prompt, values, product }: PilotTask, { shot, plan }: Change) {
  if (status === "COMPLETED") return { id, prompt: promptOf({ prompt, values, plan: shot.plan }), values: {} };
  const subject = product ?? { title: "", asin: null, sku: null, category: null };
  return { id, prompt: null, values: productValues(plan, { ...subject, variant: shot.variant }) };
}

/**
 * Changes the prompts of shots for all images that are not made yet. Returns the places of those that differ from what they were.
 * `areKept`: images that were made with an earlier prompt stay in the job. Throws a 422 `AppError` as at the start of a job. The job's row must be locked, and none of its images in progress.
 */
export async function changePrompts(
  tx: Transaction,
  jobId: string,
  request: PromptChanges,
  { areKept }: { areKept: boolean },
): Promise<number[]> {
  const changes = planChanges(request, await findShotPrompts(tx, jobId));
  const indexes = changes.map(({ shot }) => shot.index);
  const tasks = await findPilotTasks(tx, jobId, indexes);
  for (const change of changes) {
    const { shot, text, plan } = change;
    const own = tasks.filter((task) => task.shot === shot.index);
    await setTaskPrompts(
      tx,
      own.map((task) => taskPrompt(task, change)),
    );
    const isEarlierKept = areKept && own.some(({ status, prompt }) => status === "COMPLETED" && prompt === null);
    await setShotPrompt(tx, jobId, { index: shot.index, prompt: text, plan, isEarlierKept, earlier: shot.prompt });
  }
  return indexes;
}
