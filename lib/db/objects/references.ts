import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { failedRowsKey, generatedKey, importKey } from "#lib/storage/keys.ts";

const idsBelow = (folder: string, keys: string[]) =>
  keys.flatMap((key) => (key.startsWith(folder) ? key.slice(folder.length) : []));

const GENERATED = generatedKey("");
const IMPORTS = importKey("");
const FAILED_ROWS = failedRowsKey("").slice(IMPORTS.length);

/**
 * The one place that knows. A generated image needs its object before its row names it (the bytes are paid for); what a person
 * deleted is needed until it can't be restored any more.
 */
export async function findReferenced(tx: Transaction, keys: string[]): Promise<Set<string>> {
  const imports = idsBelow(IMPORTS, keys);
  // Many rows may name one object: one of them is enough.
  const given = Prisma.sql`unnest(${keys}::text[]) AS key`;
  const rows = await queryRows(
    tx,
    z.object({ key: z.string() }),
    Prisma.sql`
    SELECT key FROM ${given} CROSS JOIN LATERAL (SELECT FROM "SourceImage" WHERE "storageKey" = key LIMIT 1) s
    UNION ALL SELECT key FROM ${given} CROSS JOIN LATERAL (SELECT FROM "LookPicture" WHERE "storageKey" = key LIMIT 1) l
    UNION ALL SELECT "storageKey" FROM "GeneratedImage" WHERE "storageKey" = ANY(${keys}::text[])
    UNION ALL SELECT ${GENERATED} || id FROM "GenerationTask" t
      WHERE id = ANY(${idsBelow(GENERATED, keys)}::text[]) AND "productId" IS NOT NULL
        AND NOT EXISTS (SELECT FROM "GeneratedImage" i WHERE i.id = t.id)
    UNION ALL SELECT key FROM ${given} CROSS JOIN LATERAL (SELECT FROM "DeletedRow" WHERE "storageKey" = key LIMIT 1) d
    UNION ALL SELECT ${IMPORTS} || id FROM "Import"
      WHERE id = ANY(${imports}::text[]) AND status IN ('DRAFT', 'QUEUED', 'PROCESSING')
    UNION ALL SELECT ${IMPORTS} || id || ${FAILED_ROWS} FROM "Import"
      WHERE id || ${FAILED_ROWS} = ANY(${imports}::text[])
        AND ("hasFailedRows" OR status IN ('DRAFT', 'QUEUED', 'PROCESSING'))`,
  );
  return new Set(rows.map(({ key }) => key));
}

const PAGE = 1_000;

export async function* listNeededObjects(): AsyncGenerator<string[]> {
  const select = { id: true, storageKey: true };
  const pageOf = (after: string) => ({
    where: { id: { gt: after } },
    orderBy: { id: "asc" as const },
    take: PAGE,
    select,
  });
  const readers = [
    (after: string) => db.sourceImage.findMany(pageOf(after)),
    (after: string) => db.lookPicture.findMany(pageOf(after)),
    (after: string) => db.generatedImage.findMany(pageOf(after)),
  ];
  for (const read of readers)
    for (let after = ""; ; ) {
      const rows: { id: string; storageKey: string | null }[] = await read(after);
      yield rows.flatMap(({ storageKey }) => storageKey ?? []);
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) break;
      after = last.id;
    }
}
