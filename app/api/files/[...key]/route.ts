import { sendPicture } from "#lib/http/picture.ts";
import { route } from "#lib/http/route.ts";

export const GET = route<RouteContext<"/api/files/[...key]">>("read", async (request, { params }) =>
  sendPicture(request, (await params).key.join("/")),
);
