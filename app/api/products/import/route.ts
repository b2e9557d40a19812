import { readFields } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { withUpload } from "#lib/http/upload.ts";
import { acceptImport, IMPORT_FILE } from "#lib/import/accept-import.ts";
import { importFieldsSchema, importResultSchema } from "#lib/schemas/import.ts";

export const POST = route(
  "catalog",
  (request) =>
    withUpload(request, IMPORT_FILE, async (upload) => {
      const { draft } = readFields(upload.fields, importFieldsSchema);
      const accepted = await acceptImport(upload, draft, request.signal);
      if (typeof accepted === "string") return Response.json({ importId: accepted }, { status: 202 });
      return Response.json(importResultSchema.parse({ importId: accepted.id, ...accepted }));
    }),
  { atOnce: "upload" },
);
