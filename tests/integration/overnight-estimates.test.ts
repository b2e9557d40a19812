import { expect, test } from "vitest";
import { startJobOfShots } from "#lib/generation/bulk-generation.ts";
import { previewJob } from "#lib/generation/preview-job.ts";
import { jobRequestSchema } from "#lib/schemas/bulk-generate.ts";
import { useBatchEngine } from "#tests/support/batch-engine.ts";
import { COMBINATIONS, RATES } from "#tests/support/billing-stub.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { imageReply } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";

const { stub } = await useBatchEngine(8);

const LONG = 240_000;
const PRODUCTS = 20;
const keyOf = (model: string, size: string) => `${model} ${size}`;

/** What Google bills for an image of a batch, in millionths of a dollar, by model and size. */
const bills = new Map<string, number[]>();

/** Hidden text and thinking differ from image to image. */
function billed(model: string, size: string): object {
  const { rates, sent, image } = RATES[model] ?? { rates: [0, 0, 0], sent: 0, image: {} };
  const [input, textOut, imageOut] = rates;
  const [prompt, hidden, made] = [sent + 4, 600 + Math.floor(Math.random() * 600), image[size] ?? 0];
  const micros = Math.round((prompt * input + made * imageOut + hidden * textOut) / 2);
  bills.set(keyOf(model, size), [...(bills.get(keyOf(model, size)) ?? []), micros]);
  const candidatesTokensDetails = [{ modality: "IMAGE", tokenCount: made }];
  return { promptTokenCount: prompt, candidatesTokenCount: made, candidatesTokensDetails, thoughtsTokenCount: hidden };
}

test(
  "after 20 images of a model and size in batches an estimate is within 5 % of the bill",
  async () => {
    const { body } = imageReply(await drawPicture({ format: "png" }));
    stub.row = async ({ prompt }, { model }) => ({
      response: { ...Object(body), usageMetadata: billed(model, prompt.split(" ")[1] ?? "") },
    });
    const imageTypeId = await makeImageType("{{product_title}}");
    const titles = Array.from({ length: PRODUCTS }, (_, index) => `Product${index}`);
    const productIds = await Promise.all(titles.map((title) => makeProduct({ title, photos: ["PT01"] })));
    const shots = COMBINATIONS.map(({ model, size }, index) => ({
      ...{ variant: "PT01", targetVariant: `PT${String(index + 1).padStart(2, "0")}`, imageTypeId, model },
      ...{ customPrompt: `{{product_title}} ${size}`, imageSize: size },
    }));
    const wish = (these: typeof shots) =>
      jobRequestSchema.parse({ productIds, shots: these, tier: "batch", reuse: false });
    const { jobId } = await startJobOfShots(wish(shots), null);
    expect(await finishedJob(jobId, LONG)).toMatchObject({ completedImages: PRODUCTS * COMBINATIONS.length });
    const errors = await Promise.all(
      shots.map(async (shot) => {
        const { estimate } = await previewJob(wish([shot]));
        const bill = (bills.get(keyOf(shot.model, shot.imageSize)) ?? []).reduce((sum, each) => sum + each, 0);
        expect(estimate.basis).toBe("history");
        return Math.abs((estimate.usd ?? 0) * 1_000_000 - bill) / bill;
      }),
    );
    expect(Math.max(...errors)).toBeLessThan(0.05);
  },
  LONG,
);
