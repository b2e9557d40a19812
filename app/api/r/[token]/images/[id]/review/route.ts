import { openLink } from "#lib/auth/review-link.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { publicRoute } from "#lib/http/route.ts";
import { decideShared } from "#lib/review/share.ts";
import { sharedDecisionSchema } from "#lib/schemas/review-link.ts";

export const POST = publicRoute<RouteContext<"/api/r/[token]/images/[id]/review">>(async (request, { params }) => {
  const { token } = await params;
  const link = await openLink(token, request.headers);
  await decideShared(link, await readId(params, "image"), await readJson(request, sharedDecisionSchema));
  return new Response(null, { status: 204 });
});
