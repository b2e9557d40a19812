import { findModelSetting } from "#lib/db/model-setting.ts";
import { patchSettings, readSettings } from "#lib/generation/budget.ts";
import { changeModelSetting } from "#lib/generation/model-setting.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { settingsPatchSchema } from "#lib/schemas/settings.ts";

const answer = async () => Response.json({ ...(await readSettings()), model: await findModelSetting() });

export const GET = route(answer);

export const PATCH = route(async (request) => {
  const { model, ...budgets } = await readJson(request, settingsPatchSchema);
  if (model !== undefined) await changeModelSetting(model);
  await patchSettings(budgets);
  return answer();
});
