import { expect, test, vi } from "vitest";
import { createDecisionLog } from "#components/review/decision-log.ts";
import { onlyIdOf, requestsOf, UNREVIEWED } from "#components/review/decisions.ts";
import { ApiError } from "#lib/api-client.ts";
import type { BulkReviewRequest } from "#lib/schemas/review.ts";
import { reviewImage, tileOf } from "#tests/support/review-tiles.ts";

const refusal = () => new ApiError("It was deleted.", { status: 422, code: "unprocessable" });

/** A page with a server that answers only when it is told to. */
function openPage() {
  const sent: BulkReviewRequest[] = [];
  const answers: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const effects = {
    send: (request: BulkReviewRequest) => {
      sent.push(request);
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
    ...{ log, sent, decisionOf, effects },
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
