import { passwordLink } from "#lib/auth/invites.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const POST = route<RouteContext<"/api/users/[id]/password-link">>("admin", async (_request, { params }) => {
  const link = await passwordLink(await readId(params, "user"));
  if (!link) throw notFound("user");
  return Response.json(link, { status: 201 });
});
