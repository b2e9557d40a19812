import { listAudit } from "#lib/db/audit.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { auditQuerySchema } from "#lib/schemas/audit.ts";

export const GET = route("admin", async (request) =>
  Response.json(await listAudit(readQuery(request, auditQuerySchema))),
);
