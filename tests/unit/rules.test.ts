import { expect, test, vi } from "vitest";
import { Limiter, mayRetry } from "#lib/generation/gate.ts";
import { sniffPicture } from "#lib/pictures/sniff.ts";
import { OUTCOMES, waitAfter } from "#lib/schemas/outcome.ts";
import { asinSchema, variantSchema } from "#lib/schemas/variant.ts";
import { compareVariants } from "#lib/schemas/variant-names.ts";
import { nextPacificMidnight } from "#lib/schemas/wait.ts";
import { isStorageKey } from "#lib/storage/keys.ts";

test("sorts variants as Amazon does: MAIN, PT01 and on, then the rest by name", () => {
  expect(["SWCH", "PT10", "BACK", "MAIN", "PT02", "PT01"].sort(compareVariants)).toEqual([
    "MAIN",
    "PT01",
    "PT02",
    "PT10",
    "BACK",
    "SWCH",
  ]);
});

test("knows Amazon's variants, whatever their case", () => {
  const good = ["main", " PT01 ", "PT99", "IN10", "PS06", "SWCH", "EEGL"];
  const bad = ["PT00", "PT100", "PS07", "PS00", "IN00", "HERO", ""];
  expect(good.map((variant) => variantSchema.safeParse(variant).success)).toEqual(good.map(() => true));
  expect(bad.map((variant) => variantSchema.safeParse(variant).success)).toEqual(bad.map(() => false));
  expect(variantSchema.parse("pt1")).toBe("PT01");
  expect(asinSchema.parse(" b000000001 ")).toBe("B000000001");
  expect(asinSchema.safeParse("B00000001").success).toBe(false);
});

test("tries a refusal never, an empty answer twice more, a 503 as long as the budget lasts, a 429 always", () => {
  const after = (code: Parameters<typeof mayRetry>[0], sameCode: number, counted = sameCode) =>
    mayRetry(code, { counted, sameCode }, 5);
  expect(after("BLOCKED_SAFETY", 1)).toBe(false);
  expect([1, 2, 3].map((times) => after("NO_IMAGE", times))).toEqual([true, true, false]);
  expect([1, 2].map((times) => after("RECITATION", times))).toEqual([true, false]);
  expect([4, 5].map((times) => after("OVERLOADED", times))).toEqual([true, false]);
  expect(after("RATE_LIMITED", 100)).toBe(true);
});

test("counts a lower limit against its own code only; all share the budget", () => {
  expect(mayRetry("NO_IMAGE", { counted: 4, sameCode: 1 }, 5)).toBe(true);
  expect(mayRetry("NO_IMAGE", { counted: 5, sameCode: 1 }, 5)).toBe(false);
  expect(mayRetry("NO_IMAGE", { counted: 1, sameCode: 1 }, 1)).toBe(false);
});

test("backs off from 1 s doubling to 60 s with full jitter; holds 2 s to 60 s where Google names no time", () => {
  const facts = (nth: number, namedMs?: number) => ({ nth, namedMs, now: new Date() });
  const nths = [1, 2, 3, 6, 20];
  for (const random of [0, 1]) {
    vi.spyOn(Math, "random").mockReturnValue(random);
    const waits = nths.map((nth) => waitAfter("OVERLOADED", facts(nth)));
    expect(waits).toEqual([1_000, 2_000, 4_000, 32_000, 60_000].map((ms) => ms * random));
  }
  expect(waitAfter("OVERLOADED", facts(1, 7_000))).toBe(7_000);
  const waits = (code: "RATE_LIMITED" | "UNREACHABLE") =>
    [1, 2, 5, 50].map((nth) => OUTCOMES[code].hold?.wait(facts(nth)));
  expect(waits("RATE_LIMITED")).toEqual([2_000, 4_000, 32_000, 60_000]);
  expect(waits("UNREACHABLE")).toEqual([5_000, 10_000, 80_000, 300_000]);
});

test("a daily quota is waited for until midnight Pacific, then for an hour at a time", () => {
  const now = new Date("2026-11-28T20:00:00Z");
  const waits = [1, 2, 3].map((nth) => OUTCOMES.QUOTA_DAY.hold?.wait({ nth, namedMs: 1_000, now }));
  expect(waits).toEqual([12 * 3_600_000, 3_600_000, 3_600_000]);
});

test.each([
  ["2026-11-28T20:00:00Z", "2026-11-29T08:00:00Z"],
  ["2026-07-01T06:59:59Z", "2026-07-01T07:00:00Z"],
  ["2026-07-01T07:00:00Z", "2026-07-02T07:00:00Z"],
  // Clocks there go forward on 8 March and back on 1 November 2026: days of 23 and 25 hours.
  ["2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z"],
  ["2026-03-08T20:00:00Z", "2026-03-09T07:00:00Z"],
  ["2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z"],
  ["2026-11-01T20:00:00Z", "2026-11-02T08:00:00Z"],
])("after %s the next midnight Pacific is %s", (now, midnight) => {
  expect(nextPacificMidnight(new Date(now))).toEqual(new Date(midnight));
});

test("halves the calls in flight when Google pushes back, and climbs one by one to the maximum", () => {
  const limiter = new Limiter(8);
  const succeed = (times: number) => Array.from({ length: times }, () => limiter.succeeded());
  succeed(100);
  expect(limiter.limit).toBe(8);
  limiter.pushedBack();
  expect(limiter.limit).toBe(4);
  succeed(39);
  expect(limiter.limit).toBe(4);
  succeed(1);
  expect(limiter.limit).toBe(5);
  for (let times = 0; times < 5; times += 1) limiter.pushedBack();
  expect(limiter.limit).toBe(1);
  succeed(1_000);
  expect(limiter.limit).toBe(8);
});

test("tells a picture by its first bytes", () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  expect(sniffPicture(bytes(0xff, 0xd8, 0xff, 0xe0))).toBe("image/jpeg");
  expect(sniffPicture(Buffer.from("RIFF....WEBP"))).toBe("image/webp");
  expect(sniffPicture(Buffer.from("RIFF....WAVE"))).toBeNull();
  expect(sniffPicture(Buffer.from("GIF89a"))).toBe("image/gif");
  expect(sniffPicture(Buffer.from("<svg>"))).toBeNull();
  expect(sniffPicture(bytes())).toBeNull();
});

test("looks up nothing in the store but keys it writes", () => {
  const keys = [
    "source-images/a-1",
    "thumbnails/generated-images/b",
    "source-images/../x",
    "../etc/passwd",
    "source-images/a/b",
    "lock.sqlite",
    "",
  ];
  expect(keys.map(isStorageKey)).toEqual([true, true, false, false, false, false, false]);
});
