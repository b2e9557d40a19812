import { expect, test } from "vitest";
import { withDeadline } from "#lib/generation/call-deadline.ts";
import type { ModelAnswer } from "#lib/image-model.ts";

const call = {
  prompt: "Draw",
  pictures: { current: null },
  format: { aspectRatio: "1:1", imageSize: null } as const,
  signal: new AbortController().signal,
};
const picture: ModelAnswer = {
  bytes: new Uint8Array(1),
  mimeType: "image/png",
  usage: null,
  modelVersion: null,
  tier: null,
  others: [],
};

test("a call that never ends is let go of as a timeout", async () => {
  const model = withDeadline(() => new Promise(() => {}), 20);
  await expect(model(call)).rejects.toMatchObject({ name: "GenerationError", code: "TIMEOUT" });
});

test("a call that ends in time answers or fails as it does, and leaves no timer", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  expect(await withDeadline(async () => picture, 3_600_000)(call)).toBe(picture);
  const failing = withDeadline(() => Promise.reject(new Error("hung up")), 3_600_000);
  await expect(failing(call)).rejects.toThrow("hung up");
  await expect.poll(timers).toBeLessThanOrEqual(before);
});
