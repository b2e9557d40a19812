import "server-only";
import { z } from "zod";
import { db, isUniqueViolation, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { countUnfinishedJobs } from "#lib/db/jobs/read.ts";
import { AppError } from "#lib/errors.ts";
import {
  type Template,
  type TemplateInput,
  type TemplatePatch,
  templateVariableSchema,
} from "#lib/schemas/template.ts";

const templateSelect = {
  id: true,
  name: true,
  description: true,
  promptText: true,
  variables: true,
} satisfies Prisma.PromptTemplateSelect;
const variablesSchema = z.array(templateVariableSchema);

function toTemplate(row: Prisma.PromptTemplateGetPayload<{ select: typeof templateSelect }>): Template {
  return { ...row, variables: variablesSchema.parse(row.variables) };
}

function nameTaken(cause: unknown): never {
  if (isUniqueViolation(cause)) throw new AppError("conflict", "Another template has this name.", { cause });
  throw cause;
}

export async function listTemplates(): Promise<Template[]> {
  const rows = await db.promptTemplate.findMany({
    select: templateSelect,
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return rows.map(toTemplate);
}

export async function findTemplate(id: string): Promise<Template | null> {
  const row = await db.promptTemplate.findUnique({ where: { id }, select: templateSelect });
  return row && toTemplate(row);
}

/** Throws a 409 where the name is taken. */
export async function createTemplate(data: TemplateInput): Promise<Template> {
  return toTemplate(await db.promptTemplate.create({ data, select: templateSelect }).catch(nameTaken));
}

/** Null where it does not exist. Throws a 409 where the name is taken. */
export async function updateTemplate(id: string, patch: TemplatePatch): Promise<Template | null> {
  // Prisma counts 0 rows for a change of nothing.
  if (Object.keys(patch).length > 0)
    await db.promptTemplate.updateMany({ where: { id }, data: patch }).catch(nameTaken);
  return findTemplate(id);
}

/** False where it does not exist. Throws a 409 while an unfinished job uses it. */
export function deleteTemplate(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    const jobs = await countUnfinishedJobs(tx, { templateId: id });
    if (jobs > 0)
      throw new AppError("conflict", "An unfinished job uses this template. Wait for it to finish, or cancel it.");
    const { count } = await tx.promptTemplate.deleteMany({ where: { id } });
    return count === 1;
  });
}
