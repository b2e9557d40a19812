import type { Metadata } from "next";
import { choiceOfJob } from "#components/bulk-generate/choice-of-job.ts";
import { JobProgress } from "#components/bulk-generate/job-progress.tsx";
import { Wizard } from "#components/bulk-generate/wizard.tsx";
import { loadWizardParams } from "#components/bulk-generate/wizard-params.ts";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { listImageTypes } from "#lib/db/image-types.ts";
import { findJob } from "#lib/db/jobs.ts";
import { listProducts } from "#lib/db/product-list.ts";
import { countProductsByVariant, findCategories } from "#lib/db/products.ts";
import { listTemplates } from "#lib/db/templates.ts";
import { modelInfo } from "#lib/generation/model.ts";
import { productsQuerySchema } from "#lib/schemas/product.ts";

export const metadata: Metadata = { title: "Bulk generate" };
export const dynamic = "force-dynamic";

async function NewJob({ likeJobId }: { likeJobId: string | null }) {
  const [firstPage, categories, variants, templates, imageTypes, likeJob] = await Promise.all([
    listProducts(productsQuerySchema.parse({})),
    findCategories(),
    countProductsByVariant(),
    listTemplates(),
    listImageTypes(),
    likeJobId ? findJob(likeJobId) : null,
  ]);
  const byId = <Row extends { id: string }>(rows: Row[], id: string | null) =>
    rows.find((row) => row.id === id) ?? null;
  const like =
    likeJob && choiceOfJob(likeJob, byId(templates, likeJob.templateId), byId(imageTypes, likeJob.imageTypeId));
  return (
    <Wizard catalog={{ firstPage, categories, variants }} model={modelInfo()} {...{ templates, imageTypes, like }} />
  );
}

export default async function BulkGeneratePage({ searchParams }: PageProps<"/bulk-generate">) {
  const { job, like } = await loadWizardParams(searchParams);
  return (
    <>
      <PageHeader
        title="Bulk Generate Images"
        back={{ href: "/dashboard", label: "Dashboard" }}
        actions={job && <ButtonLink href={`/jobs/${job}#tries`}>Every try of this job</ButtonLink>}
      />
      {job === null ? <NewJob key={like} likeJobId={like} /> : <JobProgress key={job} jobId={job} />}
    </>
  );
}
