import type { Metadata } from "next";
import { findFilterOptions, settleLastJob } from "#app/filter-options.ts";
import { choiceOfJob } from "#components/bulk-generate/choice-of-job.ts";
import type { FirstPage } from "#components/bulk-generate/product-step.tsx";
import { Wizard } from "#components/bulk-generate/wizard.tsx";
import { loadWizardParams } from "#components/bulk-generate/wizard-params.ts";
import { StartedJob } from "#components/jobs/started-job.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { filterOf, type ListParams, loadWizardListParams } from "#components/products/list-params.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { listImageTypes } from "#lib/db/image-types.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { findProductPage, hasProducts } from "#lib/db/products/list.ts";
import { listTemplates } from "#lib/db/templates.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { productsQuerySchema } from "#lib/schemas/product.ts";

export const metadata: Metadata = { title: "Bulk generate" };
export const dynamic = "force-dynamic";

async function findFirstPage(params: ListParams): Promise<FirstPage | null> {
  const query = productsQuerySchema.parse({ ...filterOf(params), sort: params.sort });
  const [page, isFilled] = await Promise.all([findProductPage(query), hasProducts()]);
  return isFilled ? { params, page } : null;
}

async function NewJob({ likeJobId, list }: { likeJobId: string | null; list: ListParams }) {
  const [firstPage, templates, imageTypes, likeJob, model] = await Promise.all([
    findFirstPage(list),
    listTemplates(),
    listImageTypes(),
    likeJobId ? findJob(likeJobId) : null,
    currentModel(),
  ]);
  const byId = <Row extends { id: string }>(rows: Row[], id: string | null) =>
    rows.find((row) => row.id === id) ?? null;
  const like =
    likeJob && choiceOfJob(likeJob, byId(templates, likeJob.templateId), byId(imageTypes, likeJob.imageTypeId));
  return <Wizard options={findFilterOptions()} model={model} {...{ firstPage, templates, imageTypes, like }} />;
}

export default async function BulkGeneratePage({ searchParams }: PageProps<"/bulk-generate">) {
  await settleLastJob("/bulk-generate", await searchParams);
  const { job, like } = await loadWizardParams(searchParams);
  const list = await loadWizardListParams(searchParams);
  return (
    <>
      <PageHeader
        title="Bulk Generate Images"
        back={{ href: "/dashboard", label: "Dashboard" }}
        actions={job && <ButtonLink href={`/jobs/${job}#attempts`}>View all attempts</ButtonLink>}
      />
      {job === null ? <NewJob key={like} likeJobId={like} list={list} /> : <StartedJob key={job} jobId={job} />}
    </>
  );
}
