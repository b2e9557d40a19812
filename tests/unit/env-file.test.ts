import { execFileSync } from "node:child_process";
import { mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { decodeEnvFile } from "#lib/launch/env-file.ts";
import { checkDataDir } from "#lib/storage/data-dir.ts";

const LINE = "GEMINI_API_KEY=abc\r\n";
const utf16le = Buffer.from(LINE, "utf16le");

test.each<[string, Buffer]>([
  ["UTF-8", Buffer.from(LINE)],
  ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${LINE}`)],
  ["UTF-16 as Windows' Notepad and PowerShell save it", Buffer.from(`\uFEFF${LINE}`, "utf16le")],
  ["UTF-16 without a mark", utf16le],
  ["UTF-16, big-endian, with a mark", Buffer.from(`\uFEFF${LINE}`, "utf16le").swap16()],
  ["UTF-16, big-endian, without a mark", Buffer.from(LINE, "utf16le").swap16()],
])("reads a .env in %s", (_what, bytes) => {
  expect(decodeEnvFile(bytes)).toBe(LINE);
});

/** What a process that loads a folder's settings prints and how it ends. */
function load(bytes: Buffer): { printed: string; status: number } {
  const folder = mkdtempSync(join(tmpdir(), "packshot-env-"));
  for (const name of ["lib", "node_modules", "package.json"]) symlinkSync(resolve(name), join(folder, name));
  writeFileSync(join(folder, ".env"), bytes);
  const script = 'const { loadEnv } = await import("#lib/launch/load-env.ts"); console.log(loadEnv().GEMINI_API_KEY);';
  const program = ["lib/launch/node.sh", "--input-type=module", "-e", script];
  try {
    const options = { cwd: folder, encoding: "utf8", stdio: "pipe" } as const;
    return { printed: execFileSync("sh", program, options), status: 0 };
  } catch (error) {
    return {
      printed: String(Reflect.get(Object(error), "stderr")),
      status: Number(Reflect.get(Object(error), "status")),
    };
  }
}

test("a process takes its settings from it, or ends with one line", () => {
  expect(load(Buffer.from(`\uFEFF${LINE}`, "utf16le"))).toEqual({ printed: "abc\n", status: 0 });
  expect(load(Buffer.from(`\uFEFF${LINE}`))).toEqual({ printed: "abc\n", status: 0 });
  expect(load(Buffer.from([0x41, 0x3d, 0xe4, 0x0a]))).toEqual({
    printed: "The file .env can't be read as text in UTF-8 or UTF-16: save it as UTF-8.\n",
    status: 1,
  });
});

test("a DATA_DIR that can't be written is told in one line", () => {
  const file = join(process.env.DATA_DIR ?? "", "file");
  writeFileSync(file, "");
  process.env.DATA_DIR = join(file, "data");
  expect(() => checkDataDir()).toThrow(
    /^DATA_DIR holds ".+data", where Packshot can't write \(ENOTDIR\): check its owner/,
  );
});
