import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CantStart } from "#lib/cant-start.ts";
import { db, isUniqueViolation, transaction } from "#lib/db/client.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { migrate } from "#lib/db/migrate.ts";
import { createProducts } from "#lib/db/products/import.ts";
import { REGISTRY } from "#lib/once.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { mayClaim } from "#lib/queue/claim-stop.ts";
import { useDatabase } from "#tests/support/app.ts";
import { waitingImages } from "#tests/support/waiting-messages.ts";

useDatabase();

const product = { asin: "B000000001", sku: null, title: "Mug", category: null, sourceImages: [] };

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => null).catch((error: unknown) => error);
}

test("records each migration as Prisma does, and applies none twice", async () => {
  const folders = readdirSync("prisma/migrations", { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const expected = folders.map(({ name }) => ({
    migration_name: name,
    checksum: createHash("sha256")
      .update(readFileSync(`prisma/migrations/${name}/migration.sql`))
      .digest("hex"),
    applied_steps_count: 1,
  }));
  const recorded = await (await driver()).withSession((session) =>
    session.query(
      "SELECT migration_name, checksum, applied_steps_count FROM _prisma_migrations ORDER BY migration_name",
      [],
    ),
  );
  expect(recorded).toEqual(expected);
  expect(await migrate()).toEqual([]);
});

test("starts with image types and templates on a new database", async () => {
  const sql = readFileSync("prisma/migrations/20261123000001_starter_prompts/migration.sql", "utf8");
  await (await driver()).withSession((session) => session.exec(sql));
  expect(await db.imageType.count()).toBe(5);
  expect(await db.promptTemplate.count()).toBe(3);
});

test("tells a unique violation, a missing parent and a missing row by Prisma's codes", async () => {
  const create = () => transaction((tx) => createProducts(tx, [product]));
  await create();
  expect(isUniqueViolation(await errorOf(create()))).toBe(true);
  const orphan = {
    productId: "nobody",
    variant: "MAIN",
    storageKey: "k",
    mimeType: "image/png",
    width: 1,
    height: 1,
    bytes: 1,
    sha256: "x",
  };
  expect(await errorOf(db.sourceImage.create({ data: orphan }))).toMatchObject({ code: "P2003" });
  expect(await errorOf(db.product.delete({ where: { id: "nobody" } }))).toMatchObject({ code: "P2025" });
});

const messages = (...ids: string[]) => ids.map((imageId) => ({ id: randomUUID(), data: { imageId }, priority: 0 }));

test("queue messages exist if, and only if, their transaction commits", async () => {
  const fails = transaction(async (tx) => {
    await enqueue(tx, "generate-image", messages("a"));
    throw new Error("Changed my mind.");
  });
  expect(await errorOf(fails)).toMatchObject({ message: "Changed my mind." });
  expect(await waitingImages()).toBe(0);
  await transaction((tx) => enqueue(tx, "generate-image", messages("a", "b")));
  expect(await waitingImages()).toBe(2);
});

test("lets 60 transactions at once through, none lost", async () => {
  const one = (index: number) =>
    transaction((tx) => createProducts(tx, [{ ...product, asin: `B${String(index).padStart(9, "0")}` }]));
  await Promise.all(Array.from({ length: 60 }, (_, index) => one(index)));
  expect(await db.product.count()).toBe(60);
});

const DEFERRED = `
  CREATE TABLE "Parent" (id int PRIMARY KEY);
  CREATE TABLE "Child" (id int REFERENCES "Parent" DEFERRABLE INITIALLY DEFERRED)`;

test("tells a COMMIT that fails, and leaves no row of its transaction", async () => {
  const { withSession } = await driver();
  await withSession((session) => session.exec(DEFERRED));
  try {
    const fails = transaction(async (tx) => void (await tx.$executeRaw`INSERT INTO "Child" VALUES (1)`));
    expect(String(await errorOf(fails))).toMatch(/ForeignKeyConstraint/);
    expect(await db.$queryRaw`SELECT * FROM "Child"`).toEqual([]);
    await transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO "Child" VALUES (2)`;
      await tx.$executeRaw`INSERT INTO "Parent" VALUES (2)`;
    });
    expect(await db.$queryRaw`SELECT * FROM "Child"`).toEqual([{ id: 2 }]);
  } finally {
    await withSession((session) => session.exec('DROP TABLE "Child", "Parent"'));
  }
});

test("an app that is older than the schema does not start, and stops claiming where it runs", async () => {
  const { withSession } = await driver();
  expect(await mayClaim("generate-image")).toBe(true);
  await withSession((session) =>
    session.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_later', now())",
      [],
    ),
  );
  try {
    const refusal = await errorOf(migrate());
    expect(refusal).toBeInstanceOf(CantStart);
    expect(String(refusal)).toContain("newer version of Packshot (it has the migration 29990101000000_later)");
    Reflect.deleteProperty(Reflect.get(globalThis, REGISTRY), "claim-stop");
    expect(await mayClaim("generate-image")).toBe(false);
    expect(await mayClaim("remove-objects")).toBe(false);
  } finally {
    await withSession((session) => session.exec("DELETE FROM _prisma_migrations WHERE id = 'x'"));
  }
});
