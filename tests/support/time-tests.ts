import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, test } from "vitest";
import { db, transaction } from "#lib/db/client.ts";
import { requireUtc } from "#lib/db/connection/time-zone.ts";
import { insertVersion, lockImage } from "#lib/db/images/versions.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";

async function zoneNow(): Promise<string> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const { rows } = await client.query<{ zone: string }>("SELECT current_setting('TimeZone') AS zone");
  await client.end();
  return rows[0]?.zone ?? "";
}

async function setZone(of: string, zone: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query(`ALTER ${of} SET TimeZone TO '${zone}'`);
  await client.end();
}

/** In a database that was created in another time zone. */
export async function testTimes(zone: string): Promise<void> {
  const name = new URL(process.env.DATABASE_URL ?? "").pathname.slice(1);
  await setZone(`DATABASE ${name}`, zone);
  const before = await zoneNow();
  useDatabase();

  test(`a database of ${zone} is one of UTC once it is migrated`, async () => {
    expect([before, await zoneNow()]).toEqual([zone, "UTC"]);
    await requireUtc();
  });

  test("times that the app sends and those of the database are of one clock", async () => {
    const sent = new Date("2026-07-01T12:00:00.000Z");
    const { id } = await db.import.create({
      data: { status: "DRAFT", fileName: "a.csv", bytes: 1, startedAt: sent },
    });
    const [row] = await db.$queryRaw<{ text: string; driftMs: number }[]>`
      SELECT to_char("startedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') AS text,
        abs(extract(epoch FROM now() - "createdAt") * 1000)::float8 AS "driftMs"
      FROM "Import" WHERE id = ${id}`;
    expect(row?.text).toBe("2026-07-01T12:00:00");
    expect(row?.driftMs).toBeLessThan(60_000);
    expect((await db.import.findUniqueOrThrow({ where: { id } })).startedAt).toEqual(sent);
  });

  test("a regenerated image sorts after its original", async () => {
    const original = await makeGeneratedImage();
    await db.$executeRaw`UPDATE "GenerationTask" SET "createdAt" = now() WHERE id = ${original}`;
    const facts = {
      ...{ prompt: "A photo", model: "demo", note: "Lighter", fromResult: false, messageId: randomUUID() },
      ...{ createdBy: null, createdById: null },
    };
    await transaction(async (tx) => {
      const parent = await lockImage(tx, original);
      if (parent) await insertVersion(tx, parent, facts);
    });
    const images = await db.generationTask.findMany({ orderBy: { createdAt: "asc" }, select: { note: true } });
    expect(images.map(({ note }) => note)).toEqual([null, "Lighter"]);
  });

  test("a start in a session of another zone is refused with what to change", async () => {
    await db.$disconnect();
    await setZone(`ROLE CURRENT_USER IN DATABASE ${name}`, zone);
    await expect(requireUtc()).rejects.toThrow(`time zone ${zone}`);
  });
}
