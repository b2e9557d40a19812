import { createParser, type SingleParserBuilder } from "nuqs/server";
import type { z } from "zod";
import { idSchema } from "#lib/schemas/text.ts";

/** A value in the URL that the schema takes; any other counts as none. */
export function parseWith<Value extends string | boolean>(schema: z.ZodType<Value>): SingleParserBuilder<Value> {
  return createParser({ parse: (value) => schema.safeParse(value).data ?? null, serialize: String });
}

export const parseAsId = parseWith(idSchema);

/** Parameters as a filter. What is off (null or blank) is left out, and so is each that the schema refuses. */
export function readFilter<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape>,
  params: Record<string, unknown>,
): z.output<z.ZodObject<Shape>> {
  const given = Object.entries(params).filter(
    ([, value]) => value !== null && value !== undefined && String(value).trim() !== "",
  );
  const issues = schema.safeParse(Object.fromEntries(given)).error?.issues ?? [];
  const refused = new Set(issues.map(({ path }) => path[0]));
  return schema.parse(Object.fromEntries(given.filter(([name]) => !refused.has(name))));
}
