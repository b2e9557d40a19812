import { expect, test } from "vitest";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import { cancelAtOnce, stopAtOnce } from "#lib/db/jobs/sweep.ts";
import { lockJob } from "#lib/db/locks.ts";
import { accountOf } from "#lib/generation/account.ts";
import { fillJob } from "#lib/generation/fill-job.ts";
import { imageRows } from "#lib/generation/image-rows.ts";
import { plainJob } from "#lib/generation/plan-job.ts";
import { loadPrompt } from "#lib/generation/prompts.ts";
import { startJob } from "#lib/generation/start-job.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType } from "#tests/support/factories.ts";
import { someoneWaits } from "#tests/support/lock-waits.ts";
import { makeManyProducts } from "#tests/support/many-products.ts";

useDatabase();

const ENDS = {
  cancelled: cancelAtOnce,
  stopped: (tx: Transaction, jobId: string) =>
    stopAtOnce(tx, jobId, { code: "INVALID_KEY", message: "Not attempted." }),
};

test.each(Object.entries(ENDS))(
  "a call that is about to begin while its job is being %s does not",
  async (_how, end) => {
    await makeManyProducts(1);
    const prompt = await loadPrompt({ imageTypeId: await makeImageType("A photo") });
    const selection = { exceptProductIds: [] };
    const { jobId } = await transaction((tx) => startJob(tx, plainJob(selection, "PT01", prompt)));
    await fillJob(jobId, new AbortController().signal);
    const task = await db.generationTask.findFirstOrThrow({ where: { jobId } });
    const delivery = () => ({ id: task.messageId ?? "", retryCount: 0 });
    const caller = { queue: "generate-demo-image" as const, account: accountOf() };
    const rows = imageRows(task.id, { delivery, keepWith: () => {} }, caller);
    const image = await rows.claim();
    if (!image) throw new Error("There is nothing to claim.");
    const { permit } = await transaction(async (tx) => {
      await lockJob(tx, jobId);
      const asked = rows.beginCall(image, 5);
      await someoneWaits();
      await end(tx, jobId);
      return { permit: asked };
    });
    expect(await permit).toEqual({ may: "lost", hold: null });
    expect(await db.generationAttempt.count()).toBe(0);
  },
);
