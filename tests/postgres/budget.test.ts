import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { accountOf } from "#lib/generation/account.ts";
import { startBulkGeneration } from "#lib/generation/bulk-generation.ts";
import { imageRows } from "#lib/generation/image-rows.ts";
import { changeBudget } from "#lib/generation/job-commands.ts";
import { patchSettings } from "#lib/generation/settings.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType } from "#tests/support/factories.ts";
import { makeManyProducts } from "#tests/support/many-products.ts";

useDatabase();

const IMAGES = 32;
const ROOM_FOR = 7;
const caller = { queue: "generate-demo-image" as const, account: accountOf(), leaseMs: 60_000 };
const end = { code: "NO_IMAGE", message: null, counted: null, callMs: 1 };

/** A job whose images are all claimed. */
async function claimedJob() {
  const imageTypeId = await makeImageType("A photo");
  const selection = { exceptProductIds: [] };
  const { jobId } = await startBulkGeneration({ selection, variant: "PT01", imageTypeId }, null);
  const tasks = await db.generationTask.findMany({ where: { jobId }, select: { id: true, messageId: true } });
  const claimed = await Promise.all(
    tasks.map(async ({ id, messageId }) => {
      const delivery = () => ({ id: messageId ?? "", retryCount: 0 });
      const rows = imageRows(id, { delivery, keepWith: () => {} }, caller);
      const image = await rows.claim();
      if (!image) throw new Error("There is nothing to claim.");
      return { rows, image };
    }),
  );
  return { jobId, claimed };
}

type Claimed = Awaited<ReturnType<typeof claimedJob>>["claimed"];
const beginAll = (claimed: Claimed) => Promise.all(claimed.map(({ rows, image }) => rows.beginCall(image, 5)));
const count = (permits: { may: string }[], may: string) => permits.filter((permit) => permit.may === may).length;

async function reserveOf({ rows, image }: Claimed[number]): Promise<number> {
  await rows.beginCall(image, 5);
  const { reservedMicros } = await db.generationAttempt.findFirstOrThrow({ where: { imageId: image.id } });
  return Number(reservedMicros) / 1_000_000;
}

async function spentOn(key: string): Promise<number> {
  return Number((await db.spending.findUnique({ where: { key } }))?.micros ?? 0) / 1_000_000;
}

test.each(["job", "day", "month"])(
  "of calls that begin at once, a limit of the %s lets as many begin as it has room for",
  async (kind) => {
    await makeManyProducts(IMAGES + 1);
    const { jobId, claimed } = await claimedJob();
    const [first, ...others] = claimed;
    const reserve = first ? await reserveOf(first) : 0;
    const limit = Math.round(reserve * 1_000_000 * (1 + ROOM_FOR)) / 1_000_000;
    if (kind === "job") await changeBudget(jobId, { budgetUsd: limit });
    else await patchSettings(kind === "day" ? { budgetDayUsd: limit } : { budgetMonthUsd: limit });
    const permits = await beginAll(others);
    expect([count(permits, "call"), count(permits, "budget")]).toEqual([ROOM_FOR, IMAGES - ROOM_FOR]);
    expect(await spentOn(`job:${jobId}`)).toBeCloseTo(limit, 6);
    const again = await beginAll(others.filter((_each, index) => permits[index]?.may === "call"));
    expect(count(again, "call")).toBe(ROOM_FOR);
    expect(await spentOn(`job:${jobId}`)).toBeCloseTo(limit, 6);
  },
);

test("calls that begin and end at once under all limits wait for each other in one order", async () => {
  await makeManyProducts(IMAGES);
  const { jobId, claimed } = await claimedJob();
  await changeBudget(jobId, { budgetUsd: 1_000 });
  await patchSettings({ budgetDayUsd: 1_000 });
  await Promise.all(
    claimed.map(async ({ rows, image }) => {
      expect((await rows.beginCall(image, 5)).may).toBe("call");
      const bill = { usage: null, tier: null, costMicros: 7 };
      await rows.end(image, { kind: "fail", end: { ...end, bill }, stopsJob: false });
    }),
  );
  const rows = await db.spending.findMany({ orderBy: { key: "asc" } });
  expect(rows.map(({ micros }) => Number(micros))).toEqual([7 * IMAGES, 7 * IMAGES, 7 * IMAGES]);
});
