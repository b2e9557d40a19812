import { listRedoRequests } from "#lib/db/images/redo-requests.ts";
import { route } from "#lib/http/route.ts";

export const GET = route("read", async () => Response.json(await listRedoRequests()));
