import { endSessions } from "#lib/db/users/users.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const POST = route<RouteContext<"/api/users/[id]/end-sessions">>(
  "admin",
  async (_request, { params }) => {
    if (!(await endSessions(await readId(params, "user")))) throw notFound("user");
    return new Response(null, { status: 204 });
  },
  { onFullDisk: "allowed" },
);
