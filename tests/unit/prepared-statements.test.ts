import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite, protocol } from "@electric-sql/pglite";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PreparedStatements } from "#lib/db/embedded/prepared-statements.ts";
import { copyTemplate } from "#tests/support/template-copy.ts";

let database: PGlite;
let statements: PreparedStatements;

beforeAll(async () => {
  const folder = join(tmpdir(), "statements");
  copyTemplate(folder);
  database = await PGlite.create(folder);
  await database.exec(`CREATE TABLE thing (id int PRIMARY KEY, name text, tags text[], facts jsonb, made timestamptz)`);
});

afterAll(() => database.close());

beforeEach(async () => {
  await database.exec(
    "DEALLOCATE ALL; TRUNCATE thing; INSERT INTO thing VALUES (1, 'one', '{a,b}', '{\"x\": 1}', now())",
  );
  statements = new PreparedStatements(database);
});

const kept = async () =>
  (
    await database.query<{ statement: string; runs: number }>(
      "SELECT statement, (generic_plans + custom_plans)::int AS runs FROM pg_prepared_statements ORDER BY name",
    )
  ).rows;

test("a text that comes again is parsed once more, and then no more", async () => {
  const sql = "SELECT name FROM thing WHERE id = $1";
  for (let run = 0; run < 4; run += 1) expect((await statements.query(sql, [1])).rows).toEqual([{ name: "one" }]);
  expect(await kept()).toEqual([{ statement: sql, runs: 3 }]);
});

test.each<[string, unknown[]]>([
  ["SELECT * FROM thing WHERE tags && $1 AND facts->>'x' = $2", [["a"], "1"]],
  ["INSERT INTO thing (id, name, tags, facts) VALUES ($1, $2, $3, $4)", [2, null, [], { y: [2] }]],
  ["UPDATE thing SET name = $1 RETURNING id, name, tags", ["x"]],
  ["DELETE FROM thing WHERE id = ANY($1::int[])", [[1, 5]]],
  ["SELECT 1 WHERE false", []],
  [
    "SELECT 'null'::json AS nothing, NULL::text[] AS none, ARRAY[NULL, 2] AS some, 1::bigint AS large WHERE $1::bool",
    [true],
  ],
])("answers as PGlite's own query does: %s", async (sql, values) => {
  for (const rowMode of ["array", "object"] as const) {
    const [own, first, second] = [
      () => database.query(sql, values, { rowMode }),
      () => statements.queryInTransaction(sql, values, { rowMode }),
      () => statements.queryInTransaction(sql, values, { rowMode }),
    ].map((ask) => async () => {
      await database.exec("BEGIN");
      const { rows, fields, affectedRows } = await ask().finally(() => database.exec("ROLLBACK"));
      return { rows, fields, affectedRows };
    });
    const expected = await own?.();
    expect(await first?.()).toEqual(expected);
    expect(await second?.()).toEqual(expected);
  }
});

test("a refused value or text is an error of the database, and the next query is answered", async () => {
  const insert = "INSERT INTO thing (id) VALUES ($1)";
  for (const [sql, values, code] of [
    [insert, [1], "23505"],
    [insert, [1], "23505"],
    [insert, [1], "23505"],
    [insert, ["no number"], "22P02"],
    ["SELECT nothing FROM thing", [], "42703"],
    ["SELECT nothing FROM thing", [], "42703"],
  ] as const) {
    const refused = statements.query(sql, [...values]);
    await expect(refused).rejects.toBeInstanceOf(protocol.messages.DatabaseError);
    await expect(refused).rejects.toMatchObject({ code });
  }
  expect((await statements.query("SELECT count(*)::int AS count FROM thing")).rows).toEqual([{ count: 1 }]);
});

test("a statement of a rolled-back transaction stays, and one that changed its table is planned again", async () => {
  const sql = "SELECT name FROM thing WHERE id = $1";
  await database
    .transaction(async () => {
      for (let run = 0; run < 2; run += 1) await statements.queryInTransaction(sql, [1]);
      throw new Error("back");
    })
    .catch(() => {});
  await database.exec("CREATE INDEX thing_name ON thing (name); ALTER TABLE thing ADD COLUMN more int");
  expect((await statements.query(sql, [1])).rows).toEqual([{ name: "one" }]);
});

test("keeps a bounded number of statements: those that were used last", async () => {
  const often = "SELECT $1::int AS often";
  for (let index = 0; index < 400; index += 1)
    for (let run = 0; run < 2; run += 1) {
      await statements.query(`SELECT $1::int AS number_${index}`, [index]);
      await statements.query(often, [1]);
    }
  const texts = (await kept()).map(({ statement }) => statement);
  expect(texts).toHaveLength(300);
  expect(texts).toContain(often);
  expect(texts).toContain("SELECT $1::int AS number_399");
  expect(texts).not.toContain("SELECT $1::int AS number_0");
});
