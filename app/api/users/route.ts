import { listUsers } from "#lib/db/users/users.ts";
import { route } from "#lib/http/route.ts";

export const GET = route("admin", async () => Response.json(await listUsers()));
