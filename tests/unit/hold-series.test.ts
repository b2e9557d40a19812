import { expect, test } from "vitest";
import type { HoldState } from "#lib/db/jobs/holds.ts";
import { afterFailure } from "#lib/generation/hold-series.ts";
import { OUTCOMES, type OutcomeCode } from "#lib/schemas/outcome.ts";

const NOW = new Date("2026-11-28T12:00:00Z");
const NONE: HoldState = {
  code: "",
  message: "",
  series: null,
  holdsInARow: 0,
  since: new Date(0),
  until: new Date(0),
  followMs: null,
  failuresInARow: 0,
  failedImages: [],
};

type Call = { image?: string; first?: boolean; at?: number };

/** The hold after one more failed call, `at` so many seconds after noon; each hold of a series lasts as many seconds as it has had. */
function after(hold: HoldState, code: OutcomeCode, { image = "a", first = false, at = 0 }: Call = {}): HoldState {
  const rule = OUTCOMES[code].hold;
  if (!rule) throw new Error(`${code} raises no hold.`);
  const now = new Date(NOW.getTime() + at * 1_000);
  return afterFailure(
    hold,
    { code, message: code, imageId: image, first, rule },
    now,
    (holdsInARow) => holdsInARow * 1_000,
  );
}

/** Failures one after the other, of these images. */
const row = (code: OutcomeCode, images: string[]) => images.reduce((hold, image) => after(hold, code, { image }), NONE);
const endsAt = ({ until }: HoldState) => (until.getTime() - NOW.getTime()) / 1_000;

test("is raised at once without a connection, and by ten lost ones in a row from three images", () => {
  expect(after(NONE, "UNREACHABLE")).toMatchObject({
    holdsInARow: 1,
    series: "unreachable",
    since: NOW,
    followMs: null,
  });
  expect(row("NETWORK", [..."abcabcabc"]).holdsInARow).toBe(0);
  expect(row("NETWORK", [..."abcabcabca"]).holdsInARow).toBe(1);
  expect(row("OVERLOADED", [..."ababababab"]).holdsInARow).toBe(0);
  expect(row("OVERLOADED", [..."ababababababc"]).holdsInARow).toBe(1);
});

test("a 429 between them breaks the row: Google answers", () => {
  const nine = row("OVERLOADED", [..."abcabcabc"]);
  const held = after(nine, "RATE_LIMITED");
  expect(held).toMatchObject({ series: "rate-limit", failuresInARow: 0, failedImages: [] });
});

test("failures while it is in force are part of it, and never shorten it", () => {
  const held = after(NONE, "UNREACHABLE");
  expect(after(held, "UNREACHABLE", { at: 0.5 })).toMatchObject({ holdsInARow: 1, until: held.until });
  const refused = after(NONE, "QUOTA_DAY");
  expect(after(refused, "RATE_LIMITED", { at: 0.5 })).toMatchObject({ code: "QUOTA_DAY", until: refused.until });
});

test("after an outage only the call that goes first makes it longer", () => {
  const held = after(NONE, "UNREACHABLE");
  const straggler = after(held, "UNREACHABLE", { at: 5 });
  expect([straggler.holdsInARow, endsAt(straggler)]).toEqual([1, 1]);
  const again = after(held, "UNREACHABLE", { at: 5, first: true });
  expect([again.holdsInARow, endsAt(again), again.since]).toEqual([2, 7, NOW]);
});

test("an answer of Google's takes the place of an outage; a daily quota that of a rate limit", () => {
  const held = after(NONE, "UNREACHABLE");
  expect(after(held, "RATE_LIMITED", { at: 0.5 })).toMatchObject({
    series: "rate-limit",
    holdsInARow: 1,
    followMs: 3_000,
  });
  const limited = after(NONE, "RATE_LIMITED");
  expect(after(limited, "QUOTA_DAY", { at: 0.5 })).toMatchObject({ series: "daily-quota", holdsInARow: 1 });
  expect(after(limited, "OVERLOADED", { at: 0.5 })).toMatchObject({ series: "rate-limit", holdsInARow: 1 });
});

test("a refusal after its time counts on: the wait grows with each in a row", () => {
  let hold = NONE;
  for (const at of [0, 10, 20]) hold = after(hold, "RATE_LIMITED", { at });
  expect([hold.holdsInARow, endsAt(hold), hold.since]).toEqual([3, 23, NOW]);
});
