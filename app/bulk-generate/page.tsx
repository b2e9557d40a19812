import type { Metadata } from "next";
import { findFilterOptions, settleLastJob } from "#app/filter-options.ts";
import { ModelNotice } from "#app/model-notice.tsx";
import { readShotOptions } from "#app/shot-options.ts";
import { draftOfOptions } from "#components/bulk-generate/options-draft.ts";
import type { FirstPage } from "#components/bulk-generate/product-step.tsx";
import { startLike } from "#components/bulk-generate/start-like.ts";
import { Wizard } from "#components/bulk-generate/wizard.tsx";
import { loadWizardParams } from "#components/bulk-generate/wizard-params.ts";
import { StartedJob } from "#components/jobs/started-job.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { filterOf, type ListParams, loadWizardListParams } from "#components/products/list-params.ts";
import { shotsDraftOf } from "#components/shots/shots-draft.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { page } from "#lib/auth/page.ts";
import { findJob, findShotsOfJob } from "#lib/db/jobs/read.ts";
import { findProductPage, hasProducts } from "#lib/db/products/list.ts";
import { findShotList } from "#lib/db/shot-lists.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { offeredTiers } from "#lib/gemini/offered-tiers.ts";
import { productsQuerySchema } from "#lib/schemas/product.ts";

export const metadata: Metadata = { title: "Bulk generate" };
export const dynamic = "force-dynamic";

async function readModelLine() {
  const { generator, model, imageSize, aspectRatio } = await currentModel();
  return { generator, model, imageSize, aspectRatio };
}

async function findFirstPage(params: ListParams): Promise<FirstPage | null> {
  const query = productsQuerySchema.parse({ ...filterOf(params), sort: params.sort });
  const [page, isFilled] = await Promise.all([findProductPage(query), hasProducts()]);
  return isFilled ? { params, page } : null;
}

type NewJobProps = { like: string | null; shotListId: string | null; list: ListParams };

async function NewJob({ like, shotListId, list }: NewJobProps) {
  const [firstPage, shotOptions, shotsOfJob, shotList, model, job] = await Promise.all([
    findFirstPage(list),
    readShotOptions(),
    like ? findShotsOfJob(like) : [],
    shotListId ? findShotList(shotListId) : null,
    readModelLine(),
    like ? findJob(like, 0) : null,
  ]);
  const given = startLike(shotsOfJob, shotOptions) ?? shotList;
  const draft = given && "shots" in given ? { draft: shotsDraftOf(given.shots, shotOptions.templates) } : given;
  const start = draft && job ? { ...draft, options: draftOfOptions(job) } : draft;
  const facts = { ...model, tiers: offeredTiers(model.model) };
  return <Wizard options={findFilterOptions()} {...{ firstPage, shotOptions, start }} model={facts} />;
}

export default page("spend", async function BulkGeneratePage({ searchParams }: PageProps<"/bulk-generate">) {
  await settleLastJob("/bulk-generate", await searchParams);
  const { job, like, shotList } = await loadWizardParams(searchParams);
  const list = await loadWizardListParams(searchParams);
  return (
    <>
      <PageHeader
        title="Bulk Generate Images"
        back={{ href: "/dashboard", label: "Dashboard" }}
        actions={job && <ButtonLink href={`/jobs/${job}#attempts`}>View all attempts</ButtonLink>}
      />
      {job === null && <ModelNotice className="mb-6" />}
      {job === null ? (
        <NewJob key={like ?? shotList} {...{ like, list }} shotListId={shotList} />
      ) : (
        <StartedJob key={job} jobId={job} />
      )}
    </>
  );
});
