import { spawn, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

test("the process that a script starts is the program itself, so that signals reach it", async () => {
  const program = ["lib/launch/node.sh", "-e", "console.log(process.pid)"];
  const child = spawn("sh", program, { stdio: ["ignore", "pipe", "inherit"] });
  expect(Number(await text(child.stdout))).toBe(child.pid);
});

test.each(["bench", "drill"])("an unknown name of a %s lists the names there are and builds nothing", (kind) => {
  const { status, stdout, stderr } = spawnSync("sh", ["tests/support/play.sh", kind, "unheard-of"], {
    encoding: "utf8",
  });
  const [usage, ...names] = stderr.trimEnd().split("\n");
  expect({ status, stdout, usage }).toEqual({
    status: 1,
    stdout: "",
    usage: expect.stringContaining(`npm run ${kind} -- <name>`),
  });
  const files = readdirSync(`tests/${kind}`).flatMap((file) => file.match(/^(.+)\.ts$/)?.[1] ?? []);
  expect(names.map((name) => name.trim()).sort()).toEqual(files.sort());
});
