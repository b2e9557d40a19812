import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";
import type { Approved } from "#lib/db/images/export.ts";
import { isSuperseded, type Plan } from "#lib/export/plan.ts";
import { planExport, previewExport } from "#lib/export/preview.ts";
import { type ExportPreview, type ExportQuery, exportQuerySchema, MAX_LISTED } from "#lib/schemas/export.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeFinishedJob } from "#tests/support/generated-images.ts";
import { seededRandom } from "#tests/support/random.ts";

useDatabase();

/** Of all kinds; the plain ones have one file each, more than are listed. */
const ODD = 400;
const PLAIN = MAX_LISTED;
const VARIANTS = ["MAIN", "PT01", "PT02"];
const CHAINS = 2;
const VERSIONS = 3;

const random = seededRandom(16);
const pick = <Value>(...values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;

type Rows = {
  products: Prisma.ProductCreateManyInput[];
  tasks: Prisma.GenerationTaskCreateManyInput[];
  images: Prisma.GeneratedImageCreateManyInput[];
  current: Prisma.CurrentImageCreateManyInput[];
  decisions: Prisma.ImageDecisionCreateManyInput[];
};

type Place = { id: string; productId: string; targetVariant: string; chainId: string; originJobId: string };

function addImage(rows: Rows, place: Place, verdict: "PASS" | "WARN" | "FAIL" | null): void {
  const { id } = place;
  rows.tasks.push({ ...place, status: "COMPLETED", model: "demo", createdAt: new Date(pick(1, 2)) });
  const facts = { storageKey: id, mimeType: "image/png", width: 1, height: 1, bytes: 1, sha256: id };
  rows.images.push({ ...place, ...facts, verdict });
}

function addPlain(rows: Rows, productId: string, originJobId: string): void {
  const id = `i${random()}`;
  addImage(rows, { id, productId, targetVariant: "MAIN", chainId: id, originJobId }, "PASS");
  rows.current.push({ chainId: id, imageId: id });
  rows.decisions.push({ imageId: id, decision: "APPROVE", by: "somebody" });
}

/** Versions were often made at the same time; which of them is current, if any, says nothing about what was approved. */
function addChain(rows: Rows, productId: string, targetVariant: string, originJobId: string): void {
  const ids = Array.from({ length: pick(1, 1, 1, VERSIONS) }, () => `i${random()}`);
  const [chainId = ""] = ids;
  const shared = { productId, targetVariant, chainId, originJobId };
  for (const id of ids) {
    addImage(rows, { id, ...shared }, pick("PASS", "PASS", "WARN", "FAIL", null));
    const decision = pick("APPROVE", "APPROVE", "APPROVE", "REJECT", null);
    if (random() < 0.9) rows.decisions.push({ imageId: id, decision, by: "somebody" });
  }
  const imageId = pick(...ids, null);
  if (imageId) rows.current.push({ chainId, imageId });
}

async function fill(): Promise<string[]> {
  const jobIds = [await makeFinishedJob(), await makeFinishedJob()];
  const rows: Rows = { products: [], tasks: [], images: [], current: [], decisions: [] };
  for (let n = 0; n < ODD + PLAIN; n += 1) {
    const [id, asin] = [`p${random()}`, `B${String(n).padStart(9, "0")}`];
    rows.products.push({ id, title: `Mug ${n}`, asin: n < ODD ? pick(asin, asin, null) : asin });
    if (n >= ODD) addPlain(rows, id, pick(...jobIds));
    else
      for (const variant of VARIANTS)
        for (let chain = pick(0, 1, 1, CHAINS); chain > 0; chain -= 1) addChain(rows, id, variant, pick(...jobIds));
  }
  await db.product.createMany({ data: rows.products });
  await db.generationTask.createMany({ data: rows.tasks });
  await db.generatedImage.createMany({ data: rows.images });
  await db.currentImage.createMany({ data: rows.current });
  await db.imageDecision.createMany({ data: rows.decisions });
  return jobIds;
}

const imagesOf = (plan: Plan): readonly Approved[] => ("images" in plan ? plan.images : [plan.image]);

/** What the plans of the zip say, image by image. */
async function readPlans(query: ExportQuery) {
  const plans = await Array.fromAsync(planExport(query));
  const ofKind = (kind: Plan["kind"]) => plans.filter((plan) => plan.kind === kind);
  const idsOf = (some: Plan[]) => some.flatMap((plan) => imagesOf(plan).map(({ id }) => id));
  const superseded = plans.filter(
    (plan) => (plan.kind === "file" || plan.kind === "failing") && isSuperseded(plan.image),
  );
  const notSelected = idsOf(ofKind("not-selected"));
  return {
    counts: {
      fileCount: ofKind("file").length,
      collisionCount: ofKind("collision").length,
      missingAsinCount: ofKind("missing-asin").length,
      failingCount: ofKind("failing").length,
      supersededCount: superseded.length,
      notSelectedCount: notSelected.length,
    },
    lists: {
      files: idsOf(ofKind("file")).slice(0, MAX_LISTED),
      names: ofKind("file")
        .flatMap((plan) => ("file" in plan ? plan.file : []))
        .slice(0, MAX_LISTED),
      collisions: idsOf(ofKind("collision").slice(0, MAX_LISTED)),
      missingAsins: idsOf(ofKind("missing-asin")).slice(0, MAX_LISTED),
      failing: idsOf(ofKind("failing")).slice(0, MAX_LISTED),
      superseded: idsOf(superseded).slice(0, MAX_LISTED),
      notSelected: notSelected.slice(0, MAX_LISTED),
    },
  };
}

function listsOf(preview: ExportPreview) {
  const idsOf = (entries: { imageId: string }[]) => entries.map(({ imageId }) => imageId);
  return {
    files: idsOf(preview.files),
    names: preview.files.map(({ file }) => file),
    collisions: preview.collisions.flatMap(({ images }) => idsOf(images)),
    missingAsins: idsOf(preview.missingAsins),
    failing: idsOf(preview.failing),
    superseded: idsOf(preview.superseded),
    notSelected: idsOf(preview.notSelected),
  };
}

test("the preview counts and lists what the zip plans, for products with versions and choices of all kinds", async () => {
  const [jobId = ""] = await fill();
  const queries = [{}, { includeFailing: "true" }, { jobId, variant: "MAIN" }];
  for (const query of queries.map((each) => exportQuerySchema.parse(each))) {
    const { counts, lists } = await readPlans(query);
    const preview = await previewExport(query);
    expect(preview).toMatchObject(counts);
    expect(listsOf(preview)).toEqual(lists);
  }
  const { fileCount, files, ...others } = await previewExport(exportQuerySchema.parse({}));
  expect(files.length).toBeLessThan(fileCount);
  const { failingCount, collisionCount, missingAsinCount, supersededCount, notSelectedCount } = others;
  const seen = [failingCount, collisionCount, missingAsinCount, supersededCount, notSelectedCount];
  expect(Math.min(...seen)).toBeGreaterThan(10);
});
