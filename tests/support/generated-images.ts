import { randomUUID } from "node:crypto";
import { db } from "#lib/db/client.ts";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import type { Check } from "#lib/schemas/check.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { putPicture, store } from "#lib/storage/storage.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { draw } from "#tests/support/truth-pictures.ts";

type JobOptions = { variant?: string; templateId?: string; images?: number };

/** The caller writes its images. Returns the job's id. */
export async function makeFinishedJob({ variant = "MAIN", templateId, images = 1 }: JobOptions = {}): Promise<string> {
  const prompt = "A photo of {{product_title}}";
  const shot = {
    index: 0,
    name: "White background",
    variant,
    targetVariant: variant,
    imageTypeName: "White background",
    ...(templateId ? { templateId, templateName: "A template" } : {}),
    prompt,
    plan: { text: prompt, fixed: {}, fromProduct: { product_title: "product_title" } },
  };
  const data = {
    status: "COMPLETED" as const,
    shots: { create: shot },
    model: "demo",
    totalImages: images,
    completedImages: images,
    startedAt: new Date(),
    finishedAt: new Date(),
  };
  return (await db.generationJob.create({ data, select: { id: true } })).id;
}

type ImageOptions = {
  productId?: string;
  jobId?: string;
  variant?: string;
  /** Default: a product on white that fills 70 %. */
  bytes?: Uint8Array;
  decision?: "APPROVE" | "REJECT";
  /** One of several of its job for its product and variant: which one, from 1. */
  candidate?: number;
  /** For several images of a product in one job. */
  shot?: number;
  checks?: Check[];
};

/** Its bytes are in the store. Creates a job unless one is given. Returns the image's id. */
export async function makeGeneratedImage(options: ImageOptions = {}): Promise<string> {
  const { variant = "MAIN", decision, candidate = 0, shot = 0, checks } = options;
  const productId = options.productId ?? (await makeProduct({ photos: [variant] }));
  const jobId = options.jobId ?? (await makeFinishedJob({ variant: variant }));
  const source = await db.sourceImage.findFirst({ where: { productId }, select: { id: true } });
  const bytes = options.bytes ?? (await draw({ size: 600, fill: 0.7 }).jpeg().toBuffer());
  const id = randomUUID();
  const stored = await putPicture(store(), generatedKey(id), bytes, await inspectPicture(bytes));
  const worst =
    checks && (["fail", "warn", "pass"] as const).find((verdict) => checks.some((c) => c.verdict === verdict));
  const shared = { id, chainId: id, productId, originJobId: jobId, targetVariant: variant };
  await db.generationTask.create({
    data: {
      ...shared,
      sourceImageId: source?.id ?? null,
      jobId,
      candidate,
      shot,
      status: "COMPLETED",
      prompt: "A photo",
      model: "demo",
      endedAt: new Date(),
    },
  });
  await db.generatedImage.create({
    data: {
      ...shared,
      ...stored,
      current: { create: { chainId: id } },
      ...(checks
        ? {
            checks,
            verdict: worst === "fail" ? "FAIL" : worst === "warn" ? "WARN" : "PASS",
            flags: checks.filter(({ verdict }) => verdict !== "pass").map((check) => check.id),
          }
        : {}),
      ...(decision ? { decision: { create: { decision, by: "local user" } } } : {}),
    },
  });
  await db.productStats.update({ where: { productId }, data: { generatedCount: { increment: 1 } } });
  return id;
}

/** The version becomes current. */
export async function makeVersionOf(firstId: string, id: string, note: string | null = null): Promise<void> {
  const { productId, sourceImageId, originJobId } = await db.generationTask.findUniqueOrThrow({
    where: { id: firstId },
  });
  const chain = { productId, originJobId, chainId: firstId };
  const data = { ...chain, sourceImageId, parentImageId: firstId, jobId: null, note };
  await db.generationTask.update({ where: { id }, data });
  await db.generatedImage.update({ where: { id }, data: chain });
  await db.currentImage.deleteMany({ where: { OR: [{ imageId: id }, { chainId: firstId }] } });
  await db.currentImage.create({ data: { chainId: firstId, imageId: id } });
}

/** Sets the image's task to this state, without an image. */
export async function unmake(id: string, data: { status: "QUEUED" | "FAILED"; errorMessage?: string }): Promise<void> {
  await db.generatedImage.delete({ where: { id } });
  await db.generationTask.update({ where: { id }, data });
}
