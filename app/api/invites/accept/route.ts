import { acceptInvite } from "#lib/auth/invites.ts";
import { readJson } from "#lib/http/read.ts";
import { publicRoute } from "#lib/http/route.ts";
import { inviteAcceptanceSchema } from "#lib/schemas/user.ts";

export const POST = publicRoute(async (request) =>
  Response.json({ email: await acceptInvite(await readJson(request, inviteAcceptanceSchema)) }, { status: 201 }),
);
