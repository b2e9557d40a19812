import { expect, test } from "vitest";
import { startDemoModel } from "#lib/demo/demo-model.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import { drawPicture } from "#tests/support/picture.ts";

const model = await startDemoModel();
const { origin } = new URL(model);
const path = "/v1beta/models/demo:generateContent";

const send = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

async function bodyFor(bytes: Buffer, generationConfig = {}): Promise<string> {
  const inlineData = { mimeType: "image/png", data: bytes.toString("base64") };
  return JSON.stringify({ contents: [{ parts: [{ inlineData }, { text: "A mug" }] }], generationConfig });
}

test("draws for this process, and answers nobody who doesn't know its path or asks from a page", async () => {
  const body = await bodyFor(await drawPicture());
  expect((await send(`${model}${path}`, body)).status).toBe(200);
  expect((await send(`${origin}${path}`, body)).status).toBe(404);
  expect((await send(`${origin}/00000000-0000-0000-0000-000000000000${path}`, body)).status).toBe(404);
  expect((await send(`${model}${path}`, body, { origin: "https://evil.example" })).status).toBe(404);
  expect((await fetch(`${model}${path}`)).status).toBe(404);
  expect(new URL(model).pathname).toMatch(/^\/[\da-f-]{36}$/);
});

test("takes no body that is larger than a photo, and no picture that unpacks to more than one", async () => {
  // A PNG that says it has 100,000,000 lines: refused by its head.
  const bomb = Buffer.from(await drawPicture({ format: "png" }));
  bomb.writeUInt32BE(1, 16);
  bomb.writeUInt32BE(100_000_000, 20);
  expect((await send(`${model}${path}`, await bodyFor(bomb))).status).toBe(400);
  expect((await send(`${model}${path}`, "{")).status).toBe(400);
  // The connection ends in the middle of the body: the answer may be lost with it.
  const answer = await send(`${model}${path}`, "x".repeat(36 * 1024 ** 2)).catch(() => null);
  expect([413, undefined]).toContain(answer?.status);
});

test("draws in the ratio that is asked for", async () => {
  const answer = await send(
    `${model}${path}`,
    await bodyFor(await drawPicture(), { imageConfig: { aspectRatio: "16:9" } }),
  );
  const { candidates } = await answer.json();
  const picture = Buffer.from(candidates[0].content.parts[0].inlineData.data, "base64");
  expect(await sharp(picture).metadata()).toMatchObject({ width: 1_365, height: 768 });
});
