import sharp from "sharp";
import { expect, onTestFinished, test, vi } from "vitest";
import { GET } from "#app/api/files/[...key]/route.ts";
import { store } from "#lib/storage/storage.ts";
import { SECRETS, withMetadata } from "#tests/support/photo-metadata.ts";
import { drawPicture, noise } from "#tests/support/picture.ts";
import { context, problem, request } from "#tests/support/request.ts";

const get = (key: string, headers: Record<string, string> = {}) =>
  GET(request("/", { headers }), context({ key: key.split("/") }));

test("serves a picture's own bytes with the type they have, to be kept for ever and never sniffed", async () => {
  for (const format of ["jpeg", "png", "webp", "tiff"] as const) {
    const bytes = await drawPicture({ format });
    await store().put(`generated-images/${format}`, bytes, "text/html");
    const response = await get(`generated-images/${format}`);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": `image/${format}`,
      "content-length": String(bytes.length),
      "cache-control": expect.stringContaining("immutable"),
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    });
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  }
});

test("answers HEAD without a body and lets go of the file", async () => {
  const bytes = await drawPicture();
  await store().put("generated-images/head", bytes, "image/jpeg");
  const cancelled = vi.spyOn(ReadableStream.prototype, "cancel");
  const response = await GET(request("/", { method: "HEAD" }), context({ key: ["generated-images", "head"] }));
  expect(cancelled).toHaveBeenCalledTimes(1);
  cancelled.mockRestore();
  expect([response.status, response.body]).toEqual([200, null]);
  expect(response.headers.get("content-length")).toBe(String(bytes.length));
});

test("serves source photos without what they say about place, camera and people", async () => {
  const bytes = await withMetadata(noise(40), { orientation: 6 }).jpeg().toBuffer();
  await store().put("source-images/phone", bytes, "image/jpeg");
  const response = await get("source-images/phone");
  const served = Buffer.from(await response.arrayBuffer());
  expect(response.headers.get("content-length")).toBe(String(served.length));
  for (const secret of SECRETS) expect([bytes.includes(secret), served.includes(secret)]).toEqual([true, false]);
  expect(await sharp(served).metadata()).toMatchObject({ orientation: 6, icc: expect.anything() });
  expect(Buffer.from((await store().get("source-images/phone")) ?? []).equals(bytes)).toBe(true);
});

test("answers 304 to who has it already", async () => {
  await store().put("source-images/a", await drawPicture(), "image/jpeg");
  const etag = (await get("source-images/a")).headers.get("etag") ?? "";
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const again = await get("source-images/a", { "if-none-match": known });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect(again.headers.get("content-security-policy")).toContain("sandbox");
  }
  expect((await get("source-images/a", { "if-none-match": '"other"' })).status).toBe(200);
});

test.each([
  "source-images/none",
  "source-images/..",
  "../lock.sqlite",
  "lock.sqlite",
  "thumbnails/../x",
  "source-images/a/b",
  "source-images/\u0000",
])("knows no file %j", async (key) => {
  await problem(await get(key), 404);
});

test("a file is whole or not there, and writing it again changes nothing", async () => {
  const bytes = await drawPicture();
  await Promise.all([1, 2, 3].map(() => store().put("generated-images/same", bytes, "image/jpeg")));
  expect(Buffer.from((await store().get("generated-images/same")) ?? []).equals(bytes)).toBe(true);
  await store().remove("generated-images/same");
  await store().remove("generated-images/same");
  expect(await store().get("generated-images/same")).toBeNull();
});

test("strips few photos at once, and none for who has left while waiting", async () => {
  await store().put("source-images/many", await drawPicture(), "image/jpeg");
  const open = store().open;
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const opened = vi.spyOn(store(), "open").mockImplementation(async (key) => {
    await held;
    return open(key);
  });
  onTestFinished(() => opened.mockRestore());
  const served = Array.from({ length: 20 }, () => get("source-images/many"));
  const caller = new AbortController();
  const sent = request("/", { signal: caller.signal });
  const left = GET(sent, context({ key: ["source-images", "many"] }));
  caller.abort();
  expect((await left).status).toBe(499);
  await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(4), { timeout: 20_000 });
  letGo();
  for (const response of await Promise.all(served)) expect(response.status).toBe(200);
  expect(opened).toHaveBeenCalledTimes(20);
});
