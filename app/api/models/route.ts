import { showModels } from "#lib/gemini/show-models.ts";
import { route } from "#lib/http/route.ts";

export const GET = route("read", async () => Response.json(await showModels()));
