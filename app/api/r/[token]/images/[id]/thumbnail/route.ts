import { openLink } from "#lib/auth/review-link.ts";
import { sendPicture } from "#lib/http/picture.ts";
import { readId } from "#lib/http/read.ts";
import { publicRoute } from "#lib/http/route.ts";
import { findSharedPicture } from "#lib/review/share.ts";
import { thumbnailKey } from "#lib/storage/keys.ts";

export const GET = publicRoute<RouteContext<"/api/r/[token]/images/[id]/thumbnail">>(async (request, { params }) => {
  const { token } = await params;
  const link = await openLink(token, request.headers);
  return sendPicture(request, thumbnailKey(await findSharedPicture(link, await readId(params, "image"))));
});
