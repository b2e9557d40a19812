import { expect, test } from "vitest";
import { sharedInFlight } from "#lib/in-flight.ts";

test("calls while it runs share one run, the next one starts a new run", async () => {
  let runs = 0;
  const count = sharedInFlight(async () => ++runs);
  expect(await Promise.all([count(), count()])).toEqual([1, 1]);
  expect(await count()).toBe(2);
});

test("a run that fails is not kept", async () => {
  let runs = 0;
  const count = sharedInFlight(async () => {
    runs += 1;
    if (runs === 1) throw new Error("The database is away.");
    return runs;
  });
  await expect(Promise.all([count(), count()])).rejects.toThrow("away");
  expect(await count()).toBe(2);
});
