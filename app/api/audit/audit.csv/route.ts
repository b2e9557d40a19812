import { record } from "#lib/db/audit.ts";
import { openAudit } from "#lib/export/audit.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { auditFilterSchema } from "#lib/schemas/audit.ts";

export const GET = route("admin", async (request) => {
  const filter = readQuery(request, auditFilterSchema);
  await record("export.download", { details: { file: "audit.csv" } });
  return new Response(openAudit(filter), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="audit.csv"',
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
});
