import { expect, test, vi } from "vitest";
import { GET } from "#app/api/costs/route.ts";
import { GET as METRICS } from "#app/metrics/route.ts";
import { db } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { costDays, costsSchema } from "#lib/schemas/cost.ts";
import { problemSchema } from "#lib/schemas/problem.ts";
import { useDatabase } from "#tests/support/app.ts";
import { answer, request } from "#tests/support/request.ts";

vi.stubEnv("GEMINI_API_KEY", "a-key");
useDatabase();

const PRO = "gemini-3-pro-image";
const LITE = "gemini-3.1-flash-lite-image";

type Call = {
  day: string;
  jobId: string | null;
  model: string;
  cost?: number;
  reserved?: number;
  code?: string | null;
};

async function addCalls(calls: Call[]): Promise<void> {
  const data = calls.map(({ day, jobId, model, cost, reserved, code = "COMPLETED" }, index) => ({
    ...{ imageId: `image ${index}`, jobId, model, round: 0, called: true, code, counted: true },
    ...{ costMicros: cost ?? null, reservedMicros: reserved ?? null, startedAt: new Date(`${day}Z`) },
  }));
  await db.generationAttempt.createMany({ data });
}

const costs = async (query: string) => answer(await GET(request(`/api/costs?${query}`), {}), 200, costsSchema);
const ALL = "from=2026-03-01&to=2026-03-31";

const CALLS: Call[] = [
  { day: "2026-03-01T00:00:00", jobId: "a", model: PRO, cost: 134_400 },
  { day: "2026-03-01T23:59:59", jobId: "a", model: PRO, cost: 1, code: "BLOCKED_SAFETY" },
  { day: "2026-03-02T00:00:00", jobId: "b", model: LITE, cost: 33_600 },
  { day: "2026-03-02T12:00:00", jobId: "b", model: LITE, reserved: 40_000, code: "TIMEOUT" },
  { day: "2026-03-03T12:00:00", jobId: null, model: PRO, cost: 100_000 },
  { day: "2026-03-03T12:00:00", jobId: null, model: PRO, reserved: 900_000, code: null },
  { day: "2026-03-03T12:00:00", jobId: "demo", model: "demo", cost: 5_000_000 },
  { day: "2026-04-01T00:00:00", jobId: "c", model: PRO, cost: 7_000_000 },
];
const TOTAL = { images: 3, settledUsd: 0.268001, maybeUsd: 0.04 };

test("sums up by day, by job and by model, calls that were cut off apart, and none in flight", async () => {
  await addCalls(CALLS);
  expect(await costs(ALL)).toEqual({
    from: "2026-03-01",
    to: "2026-03-31",
    demo: false,
    rows: [
      { key: "2026-03-01", images: 1, settledUsd: 0.134401, maybeUsd: 0 },
      { key: "2026-03-02", images: 1, settledUsd: 0.0336, maybeUsd: 0.04 },
      { key: "2026-03-03", images: 1, settledUsd: 0.1, maybeUsd: 0 },
    ],
    total: TOTAL,
  });
  expect(await costs(`${ALL}&groupBy=job`)).toMatchObject({
    rows: [
      { key: "a", settledUsd: 0.134401 },
      { key: null, images: 1, settledUsd: 0.1 },
      { key: "b", settledUsd: 0.0336, maybeUsd: 0.04 },
    ],
    total: TOTAL,
  });
  expect(await costs(`${ALL}&groupBy=model`)).toMatchObject({
    rows: [
      { key: PRO, images: 2, settledUsd: 0.234401 },
      { key: LITE, images: 1 },
    ],
    total: TOTAL,
  });
  expect(await costs(`from=2026-03-01&to=2026-04-30&groupBy=month`)).toMatchObject({
    rows: [
      { key: "2026-03", images: 3, settledUsd: 0.268001, maybeUsd: 0.04 },
      { key: "2026-04", images: 1, settledUsd: 7 },
    ],
  });
  expect(await costs("from=2026-03-02&to=2026-03-02")).toMatchObject({ rows: [{ key: "2026-03-02" }] });
});

test("sums up a job's calls by image, dearest first, those in flight left out", async () => {
  await addCalls(CALLS);
  const call = { day: "2026-03-04T12:00:00", jobId: "a", model: PRO };
  const retried = await db.generationAttempt.findFirstOrThrow({ where: { jobId: "a", code: "BLOCKED_SAFETY" } });
  await addCalls([{ ...call, reserved: 160_000, code: null }]);
  const { imageId } = retried;
  const again = { ...retried, id: undefined, claim: 2, code: "COMPLETED", costMicros: 200_000 };
  await db.generationAttempt.create({ data: again });
  const total = { images: 2, settledUsd: 0.334401, maybeUsd: 0 };
  expect(await costs(`${ALL}&groupBy=image&jobId=a`)).toMatchObject({
    rows: [
      { key: imageId, images: 1, settledUsd: 0.200001 },
      { key: "image 0", images: 1, settledUsd: 0.1344 },
    ],
    total,
  });
  expect(await costs(`${ALL}&jobId=a`)).toMatchObject({ rows: [{ key: "2026-03-01" }], total });
});

test("follows a call that ends, one whose end is corrected, and one that is removed", async () => {
  await addCalls([{ day: "2026-03-05T12:00:00", jobId: "a", model: PRO, reserved: 160_000, code: null }]);
  expect(await costs(ALL)).toMatchObject({ rows: [], total: { images: 0, settledUsd: 0, maybeUsd: 0 } });
  await db.generationAttempt.updateMany({ data: { code: "CRASHED" } });
  expect((await costs(ALL)).total).toEqual({ images: 0, settledUsd: 0, maybeUsd: 0.16 });
  await db.generationAttempt.updateMany({ data: { code: "COMPLETED", costMicros: 134_400, reservedMicros: null } });
  expect((await costs(ALL)).total).toEqual({ images: 1, settledUsd: 0.1344, maybeUsd: 0 });
  await db.generationAttempt.deleteMany();
  expect((await costs(ALL)).rows).toEqual([]);
});

test("has the demo model's pretended costs in demo mode only", async () => {
  await addCalls(CALLS);
  const key = env().GEMINI_API_KEY;
  env().GEMINI_API_KEY = undefined;
  expect(await costs(ALL)).toMatchObject({ demo: true, rows: [{ key: "2026-03-03" }], total: { settledUsd: 5 } });
  env().GEMINI_API_KEY = key;
});

test.each([
  ["from=2026-02-30", "from"],
  ["from=yesterday", "from"],
  ["to=2026-13-01", "to"],
  ["from=2026-03-02&to=2026-03-01", "to"],
  ["from=2020-01-01&to=2026-01-01", "to"],
  ["groupBy=image", "jobId"],
  ["groupBy=product", "groupBy"],
])("refuses ?%s", async (query, path) => {
  const problem = await answer(await GET(request(`/api/costs?${query}`), {}), 400, problemSchema);
  expect(problem.errors).toMatchObject([{ path }]);
});

test("the days are the last 30 unless said otherwise", () => {
  const now = new Date("2026-03-31T23:30:00Z");
  expect(costDays({}, now)).toEqual({ from: "2026-03-02", to: "2026-03-31" });
  expect(costDays({ to: "2026-01-30" }, now)).toEqual({ from: "2026-01-01", to: "2026-01-30" });
  expect(costDays({ from: "2026-01-01" }, now)).toEqual({ from: "2026-01-01", to: "2026-03-31" });
  expect(costDays({ to: "0001-01-01" }, now)).toEqual({ from: "0001-01-01", to: "0001-01-01" });
});

test("/metrics has the costs of each model since the first call", async () => {
  await addCalls(CALLS);
  const lines = (await (await METRICS(request("/metrics"), {})).text()).split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      `packshot_cost_usd{model="${PRO}",state="settled"} 7.234401`,
      `packshot_cost_usd{model="${LITE}",state="maybe"} 0.04`,
      'packshot_cost_usd{model="demo",state="settled"} 5',
    ]),
  );
});
