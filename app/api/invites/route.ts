import { invite } from "#lib/auth/invites.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { inviteInputSchema } from "#lib/schemas/user.ts";

export const POST = route("admin", async (request) =>
  Response.json(await invite(await readJson(request, inviteInputSchema)), { status: 201 }),
);
