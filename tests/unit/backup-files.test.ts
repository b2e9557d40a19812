import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countLines, digestOf, readParts, sha256Of } from "#lib/backup/files.ts";
import { openPlace } from "#lib/backup/place.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

test("counts lines, of which each ends with a newline", () => {
  expect(["", "a\n", "a\nb\n", "\n\n"].map((text) => countLines(bytesOf(text)))).toEqual([0, 1, 2, 2]);
});

test("reads a file in parts that end with a line, and nothing is lost", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "packshot-parts-")), "rows");
  const lines = Array.from({ length: 20_000 }, (_, index) => `${index}\t${"x".repeat(index % 1_000)}\n`);
  const text = `${lines.join("")}${"y".repeat(9_000_000)}\nlast\n`;
  writeFileSync(path, text);
  const parts = await Array.fromAsync(readParts(path));
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.every((part) => part.at(-1) === 10)).toBe(true);
  expect(sha256Of(Buffer.concat(parts))).toBe(sha256Of(bytesOf(text)));
  expect(await digestOf(path)).toEqual({ bytes: text.length, sha256: sha256Of(bytesOf(text)) });
});

test("a place is a folder or in a bucket", () => {
  expect(openPlace("/mnt/backups/").address).toBe("/mnt/backups");
  expect(openPlace("s3://my-bucket/packshot").store.kind).toBe("s3");
  expect(() => openPlace("s3://")).toThrow("expected s3://bucket/prefix");
});
