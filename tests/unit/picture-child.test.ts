import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { getPriority } from "node:os";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

/** A picture process that is started with this niceness. */
function start(niceness = "0"): ChildProcess {
  const options = { execPath: "nice", execArgv: ["-n", niceness, "sh", "lib/launch/node.sh"], silent: true };
  return fork("lib/picture-work/child.ts", [], options);
}

async function nicenessFrom(niceness: string): Promise<number> {
  const child = start(niceness);
  try {
    await once(child, "message");
    return getPriority(child.pid);
  } finally {
    child.disconnect();
    await once(child, "exit");
  }
}

test("a picture process does not raise its priority, which only root may", async () => {
  const own = getPriority();
  const nicer = Math.min(19, Math.max(own, 5) + 5);
  expect(await nicenessFrom(String(nicer - own))).toBe(nicer);
});

test("one whose parent is gone before it has started ends without a word", async () => {
  const child = start();
  child.disconnect();
  const said = Promise.all([child.stdout, child.stderr].map((stream) => stream && text(stream)));
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(await said).toEqual(["", ""]);
});
