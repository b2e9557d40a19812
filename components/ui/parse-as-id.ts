import { createParser } from "nuqs/server";
import { idSchema } from "#lib/schemas/text.ts";

/** An id in the URL; what can't be one is as good as nothing. */
export const parseAsId = createParser({ parse: (value) => idSchema.safeParse(value).data ?? null, serialize: String });
