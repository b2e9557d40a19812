import { removePasskey } from "#lib/db/users/passkeys.ts";
import { notFound } from "#lib/errors.ts";
import { route } from "#lib/http/route.ts";

/** Only one's own. */
export const DELETE = route<RouteContext<"/api/account/passkeys/[id]">>(
  "account",
  async (_request, { params }, user) => {
    const { id } = await params;
    if (!(await removePasskey(user.id ?? "", id))) throw notFound("passkey");
    return new Response(null, { status: 204 });
  },
);
