import "server-only";
import { z } from "zod";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import { nameTaken, recordPrompt, refuseInUse } from "#lib/db/named-rows.ts";
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

const taken = nameTaken("template");

export async function listTemplates(): Promise<Template[]> {
  const rows = await db.promptTemplate.findMany({
    select: templateSelect,
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return rows.map(toTemplate);
}

/** Those of these that exist, in no order. */
export async function findTemplates(ids: string[]): Promise<Template[]> {
  if (ids.length === 0) return [];
  const rows = await db.promptTemplate.findMany({ where: { id: { in: ids } }, select: templateSelect });
  return rows.map(toTemplate);
}

export async function findTemplate(id: string, tx: Transaction = db): Promise<Template | null> {
  const row = await tx.promptTemplate.findUnique({ where: { id }, select: templateSelect });
  return row && toTemplate(row);
}

/** Throws a 409 where the name is taken. */
export function createTemplate(data: TemplateInput): Promise<Template> {
  return transaction(async (tx) => {
    const created = toTemplate(await tx.promptTemplate.create({ data, select: templateSelect }).catch(taken));
    await recordPrompt(tx, "template", null, created);
    return created;
  });
}

/** Null where it does not exist. Throws a 409 where the name is taken. */
export function updateTemplate(id: string, patch: TemplatePatch): Promise<Template | null> {
  return transaction(async (tx) => {
    const before = await findTemplate(id, tx);
    await tx.promptTemplate.updateMany({ where: { id }, data: patch }).catch(taken);
    const after = await findTemplate(id, tx);
    await recordPrompt(tx, "template", before, after);
    return after;
  });
}

/** False where it does not exist. Throws a 409 while an unfinished job uses it. */
export function deleteTemplate(id: string): Promise<boolean> {
  return transaction(async (tx) => {
    await refuseInUse(tx, { templateId: id }, "template");
    const before = await findTemplate(id, tx);
    const { count } = await tx.promptTemplate.deleteMany({ where: { id } });
    if (count === 1) await recordPrompt(tx, "template", before, null);
    return count === 1;
  });
}
