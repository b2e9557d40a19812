import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test, vi } from "vitest";
import { PictureProcessEnded, runPictureTask } from "#lib/picture-work/pool.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import { drawPicture, noise } from "#tests/support/picture.ts";

vi.unmock("#lib/picture-work/pool.ts");

// A picture with this mark kills the process that decodes it.
const MARK = "PACKSHOT-DEADLY";
const preload = pathToFileURL(resolve("tests/support/deadly-picture.ts")).href;
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --import=${preload}`;
process.env.DEADLY_MARK = MARK;

const deadly = async () => Buffer.concat([await drawPicture({ format: "png" }), Buffer.from(MARK)]);

test("a task's result comes back from a process of its own", async () => {
  const bytes = await noise(400).png().toBuffer();
  const { facts, thumbnail } = await runPictureTask("inspectPicture", [bytes]);
  expect(facts).toMatchObject({ width: 400, height: 400, mimeType: "image/png", bytes: bytes.length });
  expect(Buffer.from(thumbnail).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
});

test("a refusal is thrown as what it is", async () => {
  await expect(runPictureTask("inspectPicture", [Buffer.from("<html>")])).rejects.toThrow(NotAPicture);
  const cut = (await drawPicture({ format: "png" })).subarray(0, 12);
  await expect(runPictureTask("inspectPicture", [cut])).rejects.toThrow(NotAPicture);
});

test("a picture of more than 25 million pixels is decoded too", async () => {
  const large = await drawPicture({ format: "png", width: 5_100, height: 5_000 });
  expect((await runPictureTask("inspectPicture", [large])).facts).toMatchObject({ width: 5_100 });
});

test("a picture that ends its process is refused after the second time, and others are still decoded", async () => {
  const bytes = await drawPicture();
  const [killed, ...others] = await Promise.allSettled([
    runPictureTask("inspectPicture", [await deadly()]),
    ...Array.from({ length: 4 }, () => runPictureTask("inspectPicture", [bytes])),
  ]);
  expect(killed).toMatchObject({ status: "rejected", reason: expect.any(PictureProcessEnded) });
  expect(others.map(({ status }) => status)).toEqual(Array(4).fill("fulfilled"));
});

test("a task is given up when its caller leaves", async () => {
  const controller = new AbortController();
  const running = runPictureTask("inspectPicture", [await deadly()], controller.signal);
  controller.abort(new Error("left"));
  await expect(running).rejects.toThrow("left");
});
