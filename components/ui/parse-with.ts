import { createParser, type SingleParserBuilder } from "nuqs/server";
import type { z } from "zod";
import { idSchema } from "#lib/schemas/text.ts";

/** Values that the schema rejects count as none. */
export function parseWith<Value extends string | boolean>(schema: z.ZodType<Value>): SingleParserBuilder<Value> {
  return createParser({ parse: (value) => schema.safeParse(value).data ?? null, serialize: String });
}

export const parseAsId = parseWith(idSchema);

/** Omits parameters that are off (null or blank) or that the schema rejects. */
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
