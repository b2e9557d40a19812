import { text } from "node:stream/consumers";
import { expect, test } from "@playwright/test";
import { launchApp } from "#tests/support/app-process.ts";

test("an app says that it is ready once it has started, and not where it can't", async () => {
  const first = await launchApp({}, "pipe");
  try {
    let said = "";
    first.child.stdout?.on("data", (part) => {
      said += part;
    });
    await expect.poll(() => said, { timeout: 30_000 }).toContain("Packshot is ready at");
    expect((await fetch(`${first.url}/api/health`)).status).toBe(200);

    const { child } = await launchApp({ DATA_DIR: first.dataDir }, "pipe");
    const [output, failure] = await Promise.all([child.stdout, child.stderr].map((stream) => stream && text(stream)));
    expect(failure).toContain("is in use by another Packshot process");
    expect(output).not.toContain("Packshot is ready");
  } finally {
    first.child.kill("SIGTERM");
  }
});
