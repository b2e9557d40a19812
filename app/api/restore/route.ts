import { restoreDeleted } from "#lib/catalog/restore-deleted.ts";
import { AppError } from "#lib/errors.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { RESTORABLE_DAYS, restoreDeletedRequestSchema } from "#lib/schemas/deletion.ts";

export const POST = route("delete", async (request) => {
  const restored = await restoreDeleted((await readJson(request, restoreDeletedRequestSchema)).id);
  if (!restored)
    throw new AppError("not_found", `Nothing with this ID was deleted in the last ${RESTORABLE_DAYS} days.`);
  return Response.json(restored);
});
