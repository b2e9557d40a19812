import { deleteInvite } from "#lib/db/users/invites.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const DELETE = route<RouteContext<"/api/invites/[id]">>("admin", async (_request, { params }) => {
  if (!(await deleteInvite(await readId(params, "invite")))) throw notFound("invite");
  return new Response(null, { status: 204 });
});
