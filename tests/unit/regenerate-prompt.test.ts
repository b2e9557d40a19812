import { expect, test } from "vitest";
import { regeneratePrompt } from "#lib/generation/prompts.ts";

const PROMPT = "A mug on a table.";

test("asks for what is to be different, from the source or in the result", () => {
  const chain = { prompt: PROMPT, notes: [] };
  expect(regeneratePrompt(chain, { note: "More light", from: "source" })).toBe(
    `${PROMPT}\n\nAn earlier attempt was not right. This time take care of this: More light`,
  );
  expect(regeneratePrompt(chain, { note: "More light", from: "result" })).toBe(
    `Change only this in the picture, and leave all else as it is: More light\n\nThe picture was made to this description: ${PROMPT}`,
  );
});

test("from the source it asks for all that was asked for before, once, and for no change of a picture", () => {
  const notes = ["Show the handle", "More light", "Show the handle"];
  const prompt = regeneratePrompt({ prompt: PROMPT, notes }, { note: "Less table", from: "source" });
  expect(prompt.split("\n").slice(-3)).toEqual(["- More light", "- Show the handle", "- Less table"]);
  expect(prompt.startsWith(PROMPT)).toBe(true);
  expect(prompt).not.toMatch(/change only|description/i);
});

test("stays short however often an image is regenerated: the oldest notes are left out", () => {
  const notes = Array.from({ length: 50 }, (_, index) => `${index} `.padEnd(900, "x"));
  for (const from of ["source", "result"] as const) {
    const prompt = regeneratePrompt({ prompt: PROMPT, notes }, { note: "Less table", from });
    expect(prompt.length).toBeLessThan(5_000);
    expect(prompt).toContain("- 49 ");
    expect(prompt).not.toContain("- 45 ");
  }
});
