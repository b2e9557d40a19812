import { expect, test, vi } from "vitest";
import { createDecisionLog } from "#components/review/decision-log.ts";
import { currentRequestsOf, onlyIdOf, pickOf, requestsOf, UNREVIEWED } from "#components/review/decisions.ts";
import { ApiError } from "#lib/api-client.ts";
import type { ImageChange } from "#lib/schemas/image.ts";
import type { BulkReviewRequest } from "#lib/schemas/review.ts";
import { reviewImage, tileOf } from "#tests/support/review-tiles.ts";

const refusal = () => new ApiError("It was deleted.", { status: 422, code: "unprocessable" });

/** A page with a server that answers only when it is told to. */
function openPage() {
  const sent: BulkReviewRequest[] = [];
  const changed: [string, ImageChange][] = [];
  const answers: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const effects = {
    send: (request: BulkReviewRequest) => {
      sent.push(request);
      return new Promise<void>((resolve, reject) => answers.push({ resolve, reject }));
    },
    change: (imageId: string, body: ImageChange) => {
      changed.push([imageId, body]);
      return new Promise<void>((resolve, reject) => answers.push({ resolve, reject }));
    },
    say: vi.fn<(message: string, undo: (() => void) | null) => void>(),
    complain: vi.fn(),
    onSent: vi.fn(),
    onUndone: vi.fn(),
  };
  const log = createDecisionLog(effects);
  const decisionOf = (imageId: string) => log.store.get().reviews.get(imageId)?.decision;
  async function next() {
    await vi.waitFor(() => expect(answers).not.toEqual([]), { timeout: 20_000 });
    return answers.shift();
  }
  return {
    ...{ log, sent, changed, decisionOf, effects },
    currentOf: (imageId: string) => log.store.get().current.get(imageId),
    accept: async () => (await next())?.resolve(),
    refuse: async () => (await next())?.reject(refusal()),
  };
}

test("shows a decision before the server knows of it", async () => {
  const { log, sent, decisionOf, effects, accept } = openPage();
  log.decide([reviewImage("kettle")], "reject", " Too dark ");
  expect(decisionOf("kettle")).toBe("reject");
  expect(effects.say).toHaveBeenCalledWith("Rejected “Kettle”.", expect.any(Function));
  expect(effects.onSent).not.toHaveBeenCalled();
  await accept();
  await log.settled();
  expect(sent).toEqual([{ imageIds: ["kettle"], decision: "reject", note: "Too dark" }]);
  await vi.waitFor(() => expect(effects.onSent).toHaveBeenCalledOnce(), { timeout: 20_000 });
});

test("shows what was before again where the server refuses, and says why", async () => {
  const { log, decisionOf, effects, refuse } = openPage();
  log.decide([reviewImage("kettle")], "approve");
  await refuse();
  await vi.waitFor(() => expect(decisionOf("kettle")).toBe("none"), { timeout: 20_000 });
  expect(effects.complain).toHaveBeenCalledWith("Couldn't approve “Kettle”. It was deleted.");
  expect(log.store.get().steps).toEqual([]);
});

test("a refusal leaves a later decision about the same image alone", async () => {
  const { log, decisionOf, effects, refuse } = openPage();
  log.decide([reviewImage("kettle")], "approve");
  log.decide([reviewImage("kettle")], "reject");
  await refuse();
  await vi.waitFor(() => expect(effects.complain).toHaveBeenCalledOnce(), { timeout: 20_000 });
  expect(decisionOf("kettle")).toBe("reject");
});

test("sends one decision after the other", async () => {
  const { log, sent, accept } = openPage();
  log.decide([reviewImage("kettle")], "approve");
  log.decide([reviewImage("lamp")], "reject");
  await accept();
  await accept();
  await log.settled();
  expect(sent.map(({ decision }) => decision)).toEqual(["approve", "reject"]);
});

test("undoes step by step, the last first", async () => {
  const { log, sent, decisionOf, accept } = openPage();
  log.decide([reviewImage("kettle")], "approve");
  log.decide([reviewImage("lamp")], "reject");
  log.undo();
  expect([decisionOf("kettle"), decisionOf("lamp")]).toEqual(["approve", "none"]);
  log.undo();
  expect(decisionOf("kettle")).toBe("none");
  expect(log.undo()).toBeNull();
  for (let request = 0; request < 4; request += 1) await accept();
  await log.settled();
  expect(sent.map(({ imageIds, decision }) => [imageIds, decision])).toEqual([
    [["kettle"], "approve"],
    [["lamp"], "reject"],
    [["lamp"], "none"],
    [["kettle"], "none"],
  ]);
});

test("keeps a step that can't be undone, as the one to undo next", async () => {
  const { log, decisionOf, effects, accept, refuse } = openPage();
  log.decide([reviewImage("kettle")], "approve");
  await accept();
  await log.settled();
  const step = log.undo();
  await refuse();
  await vi.waitFor(() => expect(effects.complain).toHaveBeenCalledOnce(), { timeout: 20_000 });
  expect(effects.complain).toHaveBeenCalledWith("Couldn't undo: approved “Kettle”. It was deleted.");
  expect(decisionOf("kettle")).toBe("approve");
  expect(log.store.get().steps).toEqual([step]);
});

test("undoes from a message only what is not undone yet", () => {
  const { log, effects } = openPage();
  log.decide([reviewImage("kettle")], "approve");
  const undo = effects.say.mock.calls[0]?.[1];
  undo?.();
  undo?.();
  expect(effects.onUndone).toHaveBeenCalledOnce();
});

test("runs a step's own way to undo it after the decisions before", async () => {
  const { log, accept } = openPage();
  const done: string[] = [];
  log.decide([reviewImage("kettle")], "approve");
  log.remember({
    changes: [],
    said: "Kettle moved to PT01",
    revert: async () => {
      done.push("moved back");
    },
  });
  log.undo();
  expect(done).toEqual([]);
  await accept();
  await log.settled();
  expect(done).toEqual(["moved back"]);
});

test("asks once for each decision and note that is brought back", () => {
  const rejected = { ...UNREVIEWED, decision: "reject" as const, note: "Too dark" };
  const changes = ["a", "b", "c"].map((imageId, index) => ({
    imageId,
    before: index === 1 ? rejected : UNREVIEWED,
    after: { ...UNREVIEWED, decision: "approve" as const },
  }));
  const step = { changes, said: "Approved 3 images" };
  expect(requestsOf(step, "before")).toEqual([
    { imageIds: ["a", "c"], decision: "none" },
    { imageIds: ["b"], decision: "reject", note: "Too dark" },
  ]);
  expect(requestsOf(step, "after")).toEqual([{ imageIds: ["a", "b", "c"], decision: "approve" }]);
});

test("splits what one request can't take", () => {
  const changes = Array.from({ length: 10_001 }, (_, index) => ({
    imageId: `image-${index}`,
    before: UNREVIEWED,
    after: { ...UNREVIEWED, decision: "approve" as const },
  }));
  expect(requestsOf({ changes, said: "" }, "after").map(({ imageIds }) => imageIds?.length)).toEqual([10_000, 1]);
});

test("a step that is about one image leads back to it", () => {
  expect(onlyIdOf({ changes: [], remade: [tileOf("kettle")], said: "" })).toBe("kettle");
  expect(onlyIdOf({ changes: [], tileId: "lamp", said: "" })).toBe("lamp");
  expect(onlyIdOf({ changes: [], remade: [tileOf("kettle"), tileOf("lamp")], said: "" })).toBeNull();
});

const APPROVED = { ...UNREVIEWED, decision: "approve" as const };
const REJECTED = { ...UNREVIEWED, decision: "reject" as const };
const CELL = [
  reviewImage("first", { review: APPROVED }),
  reviewImage("second", { current: false, candidate: true, review: REJECTED }),
  reviewImage("third", { current: false, candidate: true }),
];

test("picking an image takes the approval of the one before and its own rejection", async () => {
  const { log, sent, changed, currentOf, effects, accept } = openPage();
  log.pick(CELL, "second", "“Kettle”, PT01, image 2");
  expect(CELL.map(({ id }) => currentOf(id))).toEqual([false, true, false]);
  expect(effects.say).toHaveBeenCalledWith("Picked “Kettle”, PT01, image 2.", expect.any(Function));
  await accept();
  await accept();
  await log.settled();
  expect(sent).toEqual([{ imageIds: ["first", "second"], decision: "none" }]);
  expect(changed).toEqual([["second", { current: true }]]);
});

test("undoing a pick makes the one before current again, with its approval", async () => {
  const { log, sent, changed, currentOf, decisionOf, accept } = openPage();
  log.pick(CELL, "second", "image 2");
  log.undo();
  expect(CELL.map(({ id }) => currentOf(id))).toEqual([true, false, false]);
  expect(CELL.map(({ id }) => decisionOf(id))).toEqual(["approve", "reject", undefined]);
  for (let request = 0; request < 5; request += 1) await accept();
  await log.settled();
  expect(sent.slice(1).map(({ imageIds, decision }) => [imageIds, decision])).toEqual([
    [["first"], "approve"],
    [["second"], "reject"],
  ]);
  expect(changed.at(-1)).toEqual(["first", { current: true }]);
});

test("a pick that is refused puts the decisions back that were sent with it", async () => {
  const { log, sent, currentOf, decisionOf, effects, accept, refuse } = openPage();
  log.pick(CELL, "third", "“Kettle”, PT01, image 3");
  await accept();
  await refuse();
  await accept();
  await accept();
  await vi.waitFor(() => expect(effects.complain).toHaveBeenCalledOnce(), { timeout: 20_000 });
  expect(effects.complain).toHaveBeenCalledWith("Couldn't pick “Kettle”, PT01, image 3. It was deleted.");
  expect(sent.map(({ imageIds, decision }) => [imageIds, decision])).toEqual([
    [["first"], "none"],
    [["first"], "approve"],
  ]);
  expect([currentOf("first"), currentOf("third"), decisionOf("first")]).toEqual([true, false, "approve"]);
});

test("undoing the first pick leaves candidates, and undoing one of several current images leaves these", () => {
  const candidates = ["a", "b"].map((id) => reviewImage(id, { current: false, candidate: true }));
  expect(currentRequestsOf(pickOf(candidates, "b", ""), "before")).toEqual([
    { imageId: "b", body: { current: false } },
  ]);
  const current = ["a", "b", "c"].map((id) => reviewImage(id));
  const step = pickOf(current, "b", "");
  expect(currentRequestsOf(step, "after")).toEqual([{ imageId: "b", body: { current: true } }]);
  expect(currentRequestsOf(step, "before")).toEqual(
    ["a", "c"].map((imageId) => ({ imageId, body: { current: true, scope: "versions" } })),
  );
});

test("the message about a decision names a row, and says what it left", () => {
  const { log, effects } = openPage();
  const images = [reviewImage("kettle"), reviewImage("lamp")];
  log.decide(images, "approve", "", { names: "2 images of “Kettle”", hint: "Pick an image for PT01 first." });
  expect(effects.say).toHaveBeenLastCalledWith(
    "Approved 2 images of “Kettle”. Pick an image for PT01 first.",
    expect.any(Function),
  );
  log.undo();
  expect(effects.say).toHaveBeenLastCalledWith("Undone: approved 2 images of “Kettle”.", null);
});
