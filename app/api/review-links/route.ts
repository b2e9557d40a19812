import { listLinks } from "#lib/db/review-links.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { createReviewLink } from "#lib/review/share.ts";
import { reviewLinkInputSchema } from "#lib/schemas/review-link.ts";

export const GET = route("review", async () => Response.json({ links: await listLinks() }));

export const POST = route("review", async (request) =>
  Response.json(await createReviewLink(await readJson(request, reviewLinkInputSchema)), { status: 201 }),
);
