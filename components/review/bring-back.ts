import { send } from "#lib/api-client.ts";
import { MAX_RESTORED_AT_ONCE } from "#lib/schemas/limits.ts";
import type { restoreResponseSchema } from "#lib/schemas/restore.ts";

const PAUSE_MS = 1_000;
/** A fix takes seconds: by then what is still being made never will be. */
const LOOKS = 60;

async function restore(imageIds: readonly string[]): Promise<string[]> {
  const inProgress: string[] = [];
  for (let from = 0; from < imageIds.length; from += MAX_RESTORED_AT_ONCE) {
    const part = { imageIds: imageIds.slice(from, from + MAX_RESTORED_AT_ONCE) };
    inProgress.push(...(await send<typeof restoreResponseSchema>("/api/images/restore", part)).inProgress);
  }
  return inProgress;
}

/**
 * What is being made now is brought back once it is made, after this has resolved; `onDone` hears of it. Throws
 * `ApiError`.
 */
export async function bringBack(imageIds: readonly string[], onDone: () => void): Promise<void> {
  async function follow(inProgress: string[], looks: number) {
    if (inProgress.length === 0 || looks === 0) return onDone();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    await follow(await restore(inProgress), looks - 1);
  }
  void follow(await restore(imageIds), LOOKS).catch(onDone);
}
