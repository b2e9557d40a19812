import "server-only";
import { saveModelSetting } from "#lib/db/model-setting.ts";
import { AppError } from "#lib/errors.ts";
import { readModels } from "#lib/gemini/read-models.ts";

/** Null for that of the configuration. Throws a 422 `AppError` for one that no job may use. */
export async function changeModelSetting(model: string | null): Promise<void> {
  const message = model === null ? null : (await readModels()).problemOf(model);
  if (message !== null) throw new AppError("unprocessable", message, { fields: [{ path: "model", message }] });
  await saveModelSetting(model);
}
