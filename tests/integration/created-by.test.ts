import { expect, test } from "vitest";
import { POST as fix } from "#app/api/images/[id]/fix/route.ts";
import { POST as regenerate } from "#app/api/images/[id]/regenerate/route.ts";
import { POST as review } from "#app/api/images/[id]/review/route.ts";
import { GET as readReviews } from "#app/api/images/[id]/reviews/route.ts";
import { POST as startJob } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { GET as readJob } from "#app/api/jobs/[id]/route.ts";
import { db } from "#lib/db/client.ts";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { jobSchema } from "#lib/schemas/job.ts";
import { pageRequest, signedIn, useAccounts } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";

useAccounts();
useDatabase();

async function jobBody() {
  const [productId, imageTypeId] = [await makeProduct(), await makeImageType()];
  return { productIds: [productId], variant: "MAIN", imageTypeId };
}

test("a job says who started it, also when the user is gone", async () => {
  const { user, cookie } = await signedIn("EDITOR");
  const started = await startJob(pageRequest("/api/x", await jobBody(), { cookie }), {});
  const { jobId } = await answer(started, 201, bulkGenerateResponseSchema);
  expect(await db.generationJob.findUnique({ where: { id: jobId } })).toMatchObject({ createdById: user.id });
  await db.user.delete({ where: { id: user.id } });
  const { cookie: other } = await signedIn("VIEWER");
  const job = await readJob(request("/api/x", { headers: { cookie: other } }), context({ id: jobId }));
  expect(await answer(job, 200, jobSchema)).toMatchObject({ createdBy: "editor" });
});

test("a decision says who made it", async () => {
  const id = await makeGeneratedImage();
  const { user, cookie } = await signedIn("REVIEWER");
  const decided = await review(pageRequest("/api/x", { decision: "approve" }, { cookie }), context({ id }));
  expect(await decided.json()).toMatchObject({ image: { review: { by: "reviewer" } } });
  const all = await readReviews(request("/api/x", { headers: { cookie } }), context({ id }));
  expect(await all.json()).toMatchObject({ reviews: [{ by: "reviewer" }] });
  expect(await db.imageDecision.findUnique({ where: { imageId: id } })).toMatchObject({ byId: user.id });
  expect(await db.imageReview.findMany({ where: { imageId: id } })).toMatchObject([{ byId: user.id }]);
});

test("a version says who asked for it", async () => {
  const id = await makeGeneratedImage();
  const [editor, reviewer] = [await signedIn("EDITOR"), await signedIn("REVIEWER")];
  const wish = { note: "Softer", from: "result" };
  const again = await regenerate(pageRequest("/api/x", wish, { cookie: editor.cookie }), context({ id }));
  expect(await again.json()).toMatchObject({ image: { createdBy: "editor" } });
  const fixed = await fix(pageRequest("/api/x", {}, { cookie: reviewer.cookie }), context({ id }));
  expect(await fixed.json()).toMatchObject({ image: { createdBy: "reviewer" } });
  const tasks = await db.generationTask.findMany({ where: { parentImageId: id }, orderBy: { id: "asc" } });
  expect(tasks.map(({ createdById }) => createdById)).toEqual([editor.user.id, reviewer.user.id]);
});

test("an idempotency key gives nobody the answer to another user's request", async () => {
  const [one, other] = [await signedIn("EDITOR"), await signedIn("EDITOR")];
  const body = await jobBody();
  const start = async (cookie: string) => {
    const response = await startJob(pageRequest("/api/x", body, { cookie, "idempotency-key": "k" }), {});
    return (await answer(response, 201, bulkGenerateResponseSchema)).jobId;
  };
  const first = await start(one.cookie);
  expect(await start(other.cookie)).not.toBe(first);
  expect(await start(one.cookie)).toBe(first);
  await problem(await startJob(pageRequest("/api/x", body, { "idempotency-key": "k" }), {}), 401);
});
