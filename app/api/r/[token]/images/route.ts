import { openLink } from "#lib/auth/review-link.ts";
import { readQuery } from "#lib/http/read.ts";
import { publicRoute } from "#lib/http/route.ts";
import { listShared } from "#lib/review/share.ts";
import { sharedImagesQuerySchema } from "#lib/schemas/review-link.ts";

export const GET = publicRoute<RouteContext<"/api/r/[token]/images">>(async (request, { params }) => {
  const { token } = await params;
  const link = await openLink(token, request.headers);
  return Response.json(await listShared(link, token, readQuery(request, sharedImagesQuerySchema)));
});
