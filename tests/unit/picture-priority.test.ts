import { fork } from "node:child_process";
import { once } from "node:events";
import { getPriority } from "node:os";
import { expect, test } from "vitest";

/** Of a picture process that is started with this niceness. */
async function nicenessFrom(niceness: string): Promise<number> {
  const options = { execPath: "nice", execArgv: ["-n", niceness, "sh", "lib/launch/node.sh"] };
  const child = fork("lib/picture-work/child.ts", [], options);
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
