import { expect, test } from "vitest";
import { POST as reviewMany } from "#app/api/images/review/route.ts";
import { GET as summary } from "#app/api/review/summary/route.ts";
import { db, transaction } from "#lib/db/client.ts";
import { bulkReviewResponseSchema, reviewSummarySchema } from "#lib/schemas/review.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";
import { answer, jsonRequest, request } from "#tests/support/request.ts";

useDatabase();

const counted = async () => answer(await summary(request("/"), {}), 200, reviewSummarySchema);
const approveAll = async (asOf: string) =>
  (
    await answer(
      await reviewMany(jsonRequest("/", { selection: { asOf }, decision: "approve" }), {}),
      200,
      bulkReviewResponseSchema,
    )
  ).changed;

test("approving what was counted leaves an image alone whose transaction began before the count and ended after it", async () => {
  const seen = await makeGeneratedImage();
  const late = await makeGeneratedImage();
  const image = await db.generatedImage.delete({ where: { id: late } });
  const { asOf, total } = await transaction(async (tx) => {
    await tx.generatedImage.create({ data: { ...image, checks: [] } });
    await tx.currentImage.create({ data: { chainId: late, imageId: late } });
    return counted();
  });
  expect(total).toBe(1);
  expect(await approveAll(asOf)).toEqual([seen]);
  expect(await approveAll((await counted()).asOf)).toEqual([late]);
});
