import { resetTwoFactor } from "#lib/db/users/two-factor.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const POST = route<RouteContext<"/api/users/[id]/reset-two-factor">>("admin", async (_request, { params }) => {
  if (!(await resetTwoFactor(await readId(params, "user")))) throw notFound("user");
  return new Response(null, { status: 204 });
});
