import { expect, test } from "vitest";
import { checkImage } from "#lib/compliance/checks.ts";
import { examine } from "#lib/compliance/examine.ts";
import { composeDemoImage } from "#lib/demo/compose.ts";
import { factsOf } from "#lib/gemini/models.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";
import { draw } from "#tests/support/truth-pictures.ts";

async function verdicts(prompt: string) {
  const source = await draw({ size: 800, fill: 0.5 }).jpeg({ quality: 95 }).toBuffer();
  const checks = checkImage(await examine(await composeDemoImage(source, { prompt, side: 1024, ratio: "1:1" })), {
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

test.each(factsOf(DEMO_MODEL).ratios)("draws %s, on white and in a scene", async (ratio) => {
  const source = await draw({ size: 400, fill: 0.5 }).jpeg().toBuffer();
  const [wide = 1, high = 1] = ratio.split(":").map(Number);
  for (const prompt of ["On a pure white background.", "In a bright home."]) {
    const { width, height, format } = await sharp(
      await composeDemoImage(source, { prompt, side: 256, ratio }),
    ).metadata();
    expect(format).toBe("png");
    expect(Math.abs(width - (height * wide) / high)).toBeLessThanOrEqual(Math.max(1, wide / high));
    expect(Math.abs(Math.sqrt(width * height) - 256)).toBeLessThan(3);
  }
});

test("a product on white fills a wide picture too", async () => {
  const source = await draw({ size: 800, fill: 0.5 }).jpeg({ quality: 95 }).toBuffer();
  const image = await composeDemoImage(source, { prompt: "On a pure white background.", side: 1024, ratio: "16:9" });
  const checks = checkImage(await examine(image), { variant: "MAIN", sourceHash: null });
  const verdict = (id: string) => checks.find((check) => check.id === id)?.verdict;
  expect(["background", "frame-fill", "edge-contact"].map(verdict)).toEqual(["pass", "pass", "pass"]);
});
