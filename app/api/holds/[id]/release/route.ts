import { notFound } from "#lib/errors.ts";
import { releaseHold } from "#lib/generation/job-commands.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const POST = route<{ params: Promise<{ id: string }> }>("spend", async (_request, { params }) => {
  if (!(await releaseHold(await readId(params, "hold")))) throw notFound("hold");
  return new Response(null, { status: 204 });
});
