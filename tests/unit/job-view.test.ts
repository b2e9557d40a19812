import { describe, expect, test } from "vitest";
import { cancelledWord, unmadeWord } from "#components/images/messages.ts";
import {
  announcement,
  cancelConsequences,
  commandLabel,
  countdown,
  outcomeLine,
  titleOf,
  waitingWords,
} from "#components/jobs/messages.ts";
import { type Pace, secondsLeft, watchPace } from "#components/jobs/time-left.ts";
import { roughly } from "#components/ui/roughly.ts";
import { type JobSummary, jobSummarySchema } from "#lib/schemas/job.ts";

const START = Date.parse("2026-11-23T10:00:00Z");
const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString();

const JOB = jobSummarySchema.parse({
  id: "j1",
  status: "PROCESSING",
  shots: [{ name: "Lifestyle", variant: "PT01", targetVariant: "PT01", lookName: null, model: "demo" }],
  variant: "PT01",
  imageTypeId: null,
  imageTypeName: "Lifestyle",
  templateId: null,
  templateName: null,
  prompt: "",
  shotListId: null,
  shotListName: null,
  createdBy: null,
  model: "demo",
  reuse: true,
  tier: "standard",
  switchAfterMinutes: null,
  deadlineHours: null,
  thenTier: null,
  totalImages: 21,
  completedImages: 16,
  failedImages: 1,
  cancelledImages: 0,
  stopCode: null,
  goneModel: null,
  replacement: null,
  pausedReason: null,
  pausedMessage: null,
  budgetUsd: null,
  pilotImages: null,
  createdAt: at(0),
  startedAt: at(0),
  finishedAt: null,
  waitingUntil: null,
  waitingReason: null,
  waitingMessage: null,
  holdId: null,
  cost: { settledUsd: 0, maybeUsd: 0 },
  estimate: null,
});
const job = (change: object = {}): JobSummary => ({ ...JOB, ...change });

/** Looks at a job once for each `[seconds, change]`; returns the time left at the last look. */
function watched(...looks: [number, object][]): number | null {
  let pace: Pace | null = null;
  let left: number | null = null;
  for (const [seconds, change] of looks) {
    pace = watchPace(pace, job({ failedImages: 0, ...change }), START + seconds * 1_000);
    left = secondsLeft(pace, job({ failedImages: 0, ...change }), START + seconds * 1_000);
  }
  return left;
}
const made = (completedImages: number, change: object = {}) => ({ completedImages, ...change });

describe("time left", () => {
  test("is what is left at the pace since the job began", () => {
    expect(watched([0, made(0)], [10, made(1)])).toBe(200);
    expect(watched([4, made(0)], [100, made(10)], [105, made(10)])).toBe(116);
  });

  test("counts a job that was under way already from the first image that is seen to end", () => {
    expect(watched([900, made(11)], [908, made(11)])).toBeNull();
    expect(watched([900, made(11)], [901, made(12)])).toBeNull();
    expect(watched([900, made(11)], [901, made(12)], [911, made(13)])).toBe(80);
    expect(watched([900, made(0)], [901, made(1)])).toBeNull();
  });

  test.each([
    ["is paused", { status: "PAUSED" }],
    ["waits", { waitingUntil: at(500), waitingReason: "RATE_LIMITED" }],
    ["has ended", { status: "COMPLETED" }],
  ])("is unknown while the job %s, and starts over afterwards", (_why, rest) => {
    const before: [number, object][] = [
      [0, made(0)],
      [10, made(1)],
      [20, made(1, rest)],
    ];
    expect(watched(...before)).toBeNull();
    expect(watched(...before, [500, made(2, rest)], [600, made(2)])).toBeNull();
    expect(watched(...before, [500, made(2, rest)], [600, made(2)], [605, made(3)])).toBe(90);
  });

  test("starts over after a retry that reset failures", () => {
    const failed = { completedImages: 18, failedImages: 3 };
    const retried = { completedImages: 18, failedImages: 0 };
    expect(watched([0, failed], [5, retried], [9, { ...retried, completedImages: 19 }])).toBeNull();
  });

  test("is never negative on a clock that runs behind", () => {
    expect(watched([-30, made(0)], [-29, made(1)])).toBe(20);
  });

  test("is told roughly", () => {
    expect([0, 37, 59, 61, 100, 3_599].map(roughly)).toEqual([
      "about 5 s",
      "about 40 s",
      "about 1 min",
      "about 1 min",
      "about 2 min",
      "about 1 h",
    ]);
    expect([4_200, 7_200].map(roughly)).toEqual(["about 1 h 10 min", "about 2 h"]);
  });
});

describe("what a job waits for", () => {
  const wait = (waitingReason: string, seconds: number, now: number | null = START, short = false) =>
    waitingWords({ waitingReason, waitingUntil: at(seconds) }, now, short);

  test("counts down", () => {
    expect(wait("RATE_LIMITED", 36)).toBe("Waiting 36 s for Google");
    expect([8, 99, 100, 245, 3_600, 43_260].map(countdown)).toEqual([
      "8 s",
      "99 s",
      "1 min 40 s",
      "4 min 05 s",
      "1 h 00 min",
      "12 h 01 min",
    ]);
  });

  test("names no time that is over, or that the server can't know", () => {
    expect(wait("RATE_LIMITED", 0)).toBe("Waiting for Google");
    expect(wait("RATE_LIMITED", 36, null)).toBe("Waiting for Google");
    expect(waitingWords({ waitingReason: null, waitingUntil: null }, START)).toBeNull();
  });

  test("says of the daily quota when it continues, in Google's time zone and here", () => {
    const midnight = Date.parse("2026-11-24T08:00:00Z");
    const seconds = (midnight - START) / 1_000;
    const here = new Date(midnight).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    expect(wait("QUOTA_DAY", seconds - 1)).toBe(
      `Google's daily quota is used up. Packshot will retry at 00:00 Pacific (${here} your time).`,
    );
    expect(wait("QUOTA_DAY", seconds, null)).toBe(
      "Google's daily quota is used up. Packshot will retry at 00:00 Pacific.",
    );
    expect(wait("QUOTA_DAY", seconds, START, true)).toBe(`Daily quota used, next attempt at ${here}`);
  });

  test("says of an outage what is wrong and when the next call is made", () => {
    expect(wait("UNREACHABLE", 36)).toBe("No connection. Trying again in 36 s");
    expect(wait("OVERLOADED", 245)).toBe("No answer from Gemini. Trying again in 4 min 05 s");
    expect(wait("NETWORK", -3)).toBe("Connection lost. Trying again");
  });

  test("says of a job without a worker for its model what can be done", () => {
    const words = (short: boolean) =>
      waitingWords({ waitingReason: "MODEL_MISMATCH", waitingUntil: null }, START, short);
    expect(words(false)).toContain("Continue with another model, or cancel the job.");
    expect(words(true)).toBe("No worker for its model");
  });

  test("says what to do about the store, where there is room", () => {
    expect(wait("STORE_FAILED", 6)).toBe(
      "Waiting for the image store. Check the disk or the bucket; Packshot continues automatically.",
    );
    expect(wait("STORE_FAILED", 6, START, true)).toBe("Waiting for the image store");
  });
});

describe("a job in words", () => {
  test("says how it ended, naming only what happened", () => {
    expect(outcomeLine(job({ completedImages: 20 }))).toBe("20 made, 1 failed");
    expect(outcomeLine(job({ completedImages: 21, failedImages: 0 }))).toBe("21 made");
  });

  test("tells images that an error kept from being tried from those a person cancelled", () => {
    const ended = { completedImages: 0, failedImages: 1, cancelledImages: 20, status: "FAILED" };
    expect(outcomeLine(job({ ...ended, stopCode: "INVALID_KEY" }))).toBe("0 made, 1 failed, 20 not attempted");
    expect(outcomeLine(job({ ...ended, failedImages: 0, status: "CANCELLED" }))).toBe("0 made, 20 cancelled");
    expect(announcement(job({ ...ended, stopCode: "INVALID_KEY" }))).toBe(
      "Stopped, Key rejected: 0 made, 1 failed, 20 not attempted.",
    );
    expect([unmadeWord({ status: "CANCELLED", errorCode: "MODEL_GONE" }), cancelledWord("CANCELLED")]).toEqual([
      "Not attempted",
      "Cancelled",
    ]);
  });

  test("names what is retried, and what a cancelled job loses", () => {
    expect(commandLabel("retry-failed", job({ failedImages: 3 }))).toBe("Retry 3 images");
    expect(commandLabel("retry-failed", job({ cancelledImages: 20, stopCode: "INVALID_KEY" }))).toBe("Retry 21 images");
    expect(cancelConsequences(job())).toBe(
      "4 remaining images will be cancelled, including any in progress. The 16 finished images are kept.",
    );
    expect(cancelConsequences(job({ completedImages: 0, failedImages: 20 }))).toBe(
      "1 remaining image will be cancelled, including any in progress.",
    );
  });

  test("counts in the tab's title, and says there how it ended", () => {
    expect(titleOf(job({ completedImages: 17 }))).toBe("17/21");
    expect(titleOf(job({ completedImages: 20, status: "COMPLETED" }))).toBe("20 made, 1 failed");
  });

  test("announces quarters, not every image", () => {
    const done = (completedImages: number) => announcement(job({ completedImages, failedImages: 0 }));
    expect(done(2)).toBe("Making 21 images.");
    expect(done(6)).toBe("25 percent done.");
    expect(done(10)).toBe(done(6));
    expect(announcement(job({ status: "COMPLETED", completedImages: 20 }))).toBe("Finished: 20 made, 1 failed.");
  });
});
