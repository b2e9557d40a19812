import { openZip } from "#lib/export/zip.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { exportQuerySchema } from "#lib/schemas/export.ts";

export const GET = route(
  "export",
  async (request) => {
    const zip = await openZip(readQuery(request, exportQuerySchema), request.signal);
    const day = new Date().toISOString().slice(0, 10);
    return new Response(zip, {
      headers: {
        "content-type": "application/zip",
        "content-disposition": `attachment; filename="amazon-images-${day}.zip"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  },
  { atOnce: "zip" },
);
