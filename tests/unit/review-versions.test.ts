import { expect, test, vi } from "vitest";
import { createReviewLog } from "#components/review/review-log.ts";
import type { Tile } from "#components/review/tiles.ts";
import { ApiError } from "#lib/api-client.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import { generatedImage, tileOf } from "#tests/support/review-tiles.ts";

const refusal = new ApiError("It is blank.", { status: 422, code: "CANT_FIX" });
const KETTLE = tileOf("kettle");
const NEXT = generatedImage("kettle-2", { status: "QUEUED" });

/** A review page whose server begins each version with `NEXT` and restores whatever it is asked. */
function openPage() {
  const effects = {
    send: vi.fn(async () => {}),
    change: vi.fn(async () => {}),
    say: vi.fn(),
    complainOfDecision: vi.fn(),
    complainOfVersion: vi.fn(),
    make: vi.fn(async () => NEXT),
    restore: vi.fn(async (id: string) => ({ restored: [id], inProgress: [] as string[] })),
    read: vi.fn(async (id: string) => generatedImage(id)),
    onChange: vi.fn(),
  };
  const log = createReviewLog(effects);
  const versions = () => log.versions.store.get();
  const hear = (image: GeneratedImage | null) => log.versions.hear(versions().pending, new Map([[NEXT.id, image]]));
  const fix = (tile: Tile = KETTLE) => log.remake([tile], "fix", {});
  return { log, effects, versions, hear, fix };
}

test("shows at once that a version is on its way, and the version itself once it is made", async () => {
  const { versions, hear, fix } = openPage();
  const asked = fix();
  expect(versions().making.get("kettle")).toBe("fix");
  await asked;
  hear(generatedImage(NEXT.id, { status: "GENERATING" }));
  expect(versions().making.has("kettle")).toBe(true);
  hear(generatedImage(NEXT.id, { url: "/new.jpg" }));
  expect(versions().making.has("kettle")).toBe(false);
  expect(versions().shown.get("kettle")).toMatchObject({ id: NEXT.id, url: "/new.jpg", versions: 2 });
  expect(versions().pending).toEqual([]);
});

test("asks about a version that is made until its checks are there, after those that are not made", async () => {
  const { log, effects, versions, hear, fix } = openPage();
  await fix();
  effects.make.mockResolvedValueOnce(generatedImage("lamp-2", { status: "QUEUED" }));
  await fix(tileOf("lamp"));
  hear(generatedImage(NEXT.id, { verdict: null }));
  expect(versions().pending.map(({ tile }) => tile.id)).toEqual(["lamp", "kettle"]);
  log.versions.hear(versions().pending, new Map([[NEXT.id, generatedImage(NEXT.id)]]));
  expect(versions().pending.map(({ tile }) => tile.id)).toEqual(["lamp"]);
});

test("gives up on checks after 20 looks", async () => {
  const { versions, hear, fix } = openPage();
  await fix();
  for (let look = 0; look < 20; look += 1) hear(generatedImage(NEXT.id, { verdict: null }));
  expect(versions().pending).toHaveLength(1);
  hear(generatedImage(NEXT.id, { verdict: null }));
  expect(versions().pending).toEqual([]);
});

test("an older version that is made current stays shown while the checks of the newer one come in", async () => {
  const { log, versions, hear, fix } = openPage();
  await fix();
  hear(generatedImage(NEXT.id, { verdict: null }));
  const underWay = versions().pending;
  log.versions.show("kettle", generatedImage("kettle"), KETTLE.image);
  expect(versions().pending).toEqual([]);
  log.versions.hear(underWay, new Map([[NEXT.id, generatedImage(NEXT.id, { verdict: "pass" })]]));
  expect(versions().shown.get("kettle")).toMatchObject({ id: "kettle" });
});

test("a version is not shown that was made while a person made another one current", async () => {
  const { log, versions, hear, fix } = openPage();
  await fix();
  log.versions.show("kettle", generatedImage("kettle"), KETTLE.image);
  hear(generatedImage(NEXT.id, { current: false }));
  expect(versions().shown.get("kettle")).toMatchObject({ id: "kettle" });
  expect(versions().making.has("kettle")).toBe(false);
});

test("a version of a candidate is shown, though it is not current", async () => {
  const { versions, hear, fix } = openPage();
  await fix();
  hear(generatedImage(NEXT.id, { current: false, candidate: true }));
  expect(versions().shown.get("kettle")).toMatchObject({ id: NEXT.id, candidate: true });
});

test("says why a version was not begun, and leaves nothing to undo", async () => {
  const { log, effects, versions, fix } = openPage();
  effects.make.mockRejectedValueOnce(refusal);
  await fix();
  const sentence = "Couldn't fix “Kettle”. It is blank.";
  expect(effects.complainOfVersion).toHaveBeenCalledWith(sentence);
  expect(versions().reasons.get("kettle")).toBe(sentence);
  expect(versions().making.has("kettle")).toBe(false);
  expect(log.decisions.store.get().steps).toEqual([]);
  await fix();
  expect(versions().reasons.has("kettle")).toBe(false);
});

test.each([
  ["failed", generatedImage(NEXT.id, { status: "FAILED", errorMessage: "Blocked." }), "Blocked."],
  ["was deleted", null, "It has been deleted."],
] as const)("says why a version that was begun %s", async (_how, image, reason) => {
  const { versions, hear, fix } = openPage();
  await fix();
  hear(image);
  expect(versions().reasons.get("kettle")).toBe(`Couldn't fix “Kettle”. ${reason}`);
  expect(versions().making.has("kettle")).toBe(false);
});

test("skips images with a version on its way", async () => {
  const { log, effects } = openPage();
  await log.remake([tileOf("kettle", "fix"), tileOf("lamp")], "regenerate", { note: "Lighter", from: "source" });
  expect(effects.make).toHaveBeenCalledExactlyOnceWith("lamp", "regenerate", { note: "Lighter", from: "source" });
  expect(effects.say).toHaveBeenCalledWith("Regenerating “Kettle”.", expect.any(Function));
});

test("undoes a version that waits: it is not made", async () => {
  const { log, effects, versions, fix } = openPage();
  await fix();
  log.decisions.undo();
  await vi.waitFor(() => expect(versions().shown.get("kettle")).toMatchObject({ id: "kettle", versions: 1 }), {
    timeout: 20_000,
  });
  expect(effects.restore).toHaveBeenCalledExactlyOnceWith("kettle");
  expect(versions()).toMatchObject({ pending: [], making: new Map() });
});

test("undoes a version that is being made once it is made, without showing it", async () => {
  const { log, effects, versions, hear, fix } = openPage();
  await fix();
  effects.restore.mockResolvedValueOnce({ restored: [], inProgress: ["kettle"] });
  log.decisions.undo();
  await vi.waitFor(() => expect(effects.restore).toHaveBeenCalledOnce(), { timeout: 20_000 });
  expect(versions().making.has("kettle")).toBe(true);
  hear(generatedImage(NEXT.id));
  expect(versions().shown.has("kettle")).toBe(false);
  await vi.waitFor(() => expect(versions().shown.get("kettle")).toMatchObject({ id: "kettle", versions: 2 }), {
    timeout: 20_000,
  });
  expect(versions().pending).toEqual([]);
});

test("undoes a version that is made: the one before is current again", async () => {
  const { log, versions, hear, fix } = openPage();
  await fix();
  hear(generatedImage(NEXT.id));
  log.decisions.undo();
  await vi.waitFor(() => expect(versions().shown.get("kettle")).toMatchObject({ id: "kettle", versions: 2 }), {
    timeout: 20_000,
  });
});

test("says where the version before is gone", async () => {
  const { log, effects, versions, hear, fix } = openPage();
  await fix();
  hear(generatedImage(NEXT.id));
  effects.restore.mockResolvedValueOnce({ restored: [], inProgress: [] });
  log.decisions.undo();
  const sentence = "Couldn't restore the previous version of “Kettle”. It has been deleted.";
  await vi.waitFor(() => expect(versions().reasons.get("kettle")).toBe(sentence), { timeout: 20_000 });
  expect(versions().shown.get("kettle")?.id).toBe(NEXT.id);
});

test("a version that is asked for after an undo is wanted", async () => {
  const { log, effects, versions, hear, fix } = openPage();
  await fix();
  log.decisions.undo();
  await vi.waitFor(() => expect(effects.read).toHaveBeenCalledOnce(), { timeout: 20_000 });
  await fix();
  hear(generatedImage(NEXT.id));
  expect(versions().shown.get("kettle")?.id).toBe(NEXT.id);
});
