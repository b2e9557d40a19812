import { expect, test } from "vitest";
import { checkImage } from "#lib/compliance/checks.ts";
import { examine } from "#lib/compliance/examine.ts";
import { composeDemoImage } from "#lib/demo/compose.ts";
import { draw } from "#tests/support/truth-pictures.ts";

async function verdicts(prompt: string) {
  const source = await draw({ size: 800, fill: 0.5 }).jpeg({ quality: 95 }).toBuffer();
  const checks = checkImage(await examine(await composeDemoImage(source, { prompt, size: 1024 })), {
    variant: "MAIN",
    sourceHash: null,
  });
  return Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));
}

test("a prompt for a white background makes a MAIN image that passes, any other one a scene", async () => {
  expect(await verdicts("Alone on a pure white background.")).toMatchObject({
    background: "pass",
    "frame-fill": "pass",
    "edge-contact": "pass",
  });
  expect(await verdicts("In a bright home.")).toMatchObject({ background: "fail" });
});
