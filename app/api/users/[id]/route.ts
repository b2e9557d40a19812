import { changeRole, removeUser } from "#lib/db/users/users.ts";
import { notFound } from "#lib/errors.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { roleChangeSchema } from "#lib/schemas/user.ts";

type Context = RouteContext<"/api/users/[id]">;

export const PATCH = route<Context>("admin", async (request, { params }) => {
  const id = await readId(params, "user");
  const { role } = await readJson(request, roleChangeSchema);
  if (!(await changeRole(id, role))) throw notFound("user");
  return new Response(null, { status: 204 });
});

export const DELETE = route<Context>("admin", async (_request, { params }) => {
  if (!(await removeUser(await readId(params, "user")))) throw notFound("user");
  return new Response(null, { status: 204 });
});
