import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { withArchive } from "#lib/import/archive.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { withoutZip64, zipOfTinyFiles } from "#tests/support/odd-zips.ts";

const folder = mkdtempSync(join(tmpdir(), "packshot-zips-"));
afterAll(() => rmSync(folder, { recursive: true }));

function stored(content: Buffer): string {
  const path = join(folder, "file.zip");
  writeFileSync(path, content);
  return path;
}

const contents = (path: string) =>
  withArchive(path, async ({ names, find, read }) =>
    Promise.all(
      names.map(
        async (name) =>
          `${name} ${await read(
            find(name)[0] ??
              (() => {
                throw new Error(name);
              })(),
            99,
          )}`,
      ),
    ),
  );

test.each([30])("reads a directory to its end whose count of entries has wrapped (%i over 65,536)", async (over) => {
  const count = 65_536 + over;
  await withArchive(stored(zipOfTinyFiles(count)), async ({ names, find, read }) => {
    expect(new Set(names).size).toBe(count);
    const [last] = find(names.at(-1) ?? "");
    expect(last && (await read(last, 99)).toString()).toBe(String(count - 1));
  });
});

test("reads a directory in large parts, for 100,000 reads of the file take 20 s", async () => {
  const path = stored(zipOfTinyFiles(2_000));
  const handle = await open(path);
  const read = vi.spyOn(Object.getPrototypeOf(handle), "read");
  try {
    await withArchive(path, async ({ names }) => expect(names).toHaveLength(2_000));
    expect(read.mock.calls.length).toBeLessThan(20);
  } finally {
    read.mockRestore();
    await handle.close();
  }
});

const HTML = Buffer.from("<!-- scanned -->PK and more".repeat(3_000));
const EXE = Buffer.from("MZ a stub that unpacks".repeat(1_000));

test.each([
  ["after", (zip: Buffer) => Buffer.concat([zip, HTML])],
  ["before", (zip: Buffer) => Buffer.concat([EXE, zip])],
  ["before and after", (zip: Buffer) => Buffer.concat([EXE, zip, HTML])],
  [
    "in the middle of an end record that is none",
    (zip: Buffer) => Buffer.concat([zip, Buffer.from("PK\u0005\u0006 no record, only text")]),
  ],
])("accepts bytes %s the zip", async (_name, wrap) => {
  const zip = await makeZip({ "a.txt": "one", "b.txt": "two" });
  expect(await contents(stored(wrap(zip)))).toEqual(["a.txt one", "b.txt two"]);
});

test("a directory that is damaged in the middle is broken, not shorter", async () => {
  const zip = await makeZip({ "a.txt": "one", "b.txt": "two" });
  const second = zip.lastIndexOf("PK\u0001\u0002");
  zip.write("XX", second, "latin1");
  await expect(contents(stored(zip))).rejects.toThrow("damaged or incomplete");
});

test("finds entries beyond 4 GB where the archiver let their offsets wrap", async () => {
  const { head, tail, size } = withoutZip64();
  const path = stored(head);
  truncateSync(path, size - tail.length);
  const file = await open(path, "a");
  await file.write(tail);
  await file.close();
  expect(await contents(path)).toEqual(["near.txt near", "far.txt far!"]);
});
