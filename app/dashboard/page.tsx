import type { Metadata } from "next";
import Link from "next/link";
import { type Catalog, loadCatalog } from "#app/dashboard/load-catalog.ts";
import { JobList } from "#components/jobs/job-list.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { CatalogControls } from "#components/products/catalog-controls.tsx";
import { type CatalogParams, catalogHref, loadCatalogParams } from "#components/products/catalog-params.ts";
import { EmptyCatalog, NoMatch } from "#components/products/empty-catalog.tsx";
import { ProductTable } from "#components/products/product-table.tsx";
import { SelectMatching } from "#components/products/select-matching.tsx";
import { TotalsRow } from "#components/products/totals-row.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { plural } from "#components/ui/count.ts";
import { Pager } from "#components/ui/pager.tsx";
import { listJobs } from "#lib/db/jobs.ts";
import { countProductsByVariant, findCategories } from "#lib/db/products.ts";
import { findTotals } from "#lib/db/totals.ts";
import type { Jobs } from "#lib/schemas/job.ts";

export const metadata: Metadata = { title: "Dashboard" };
export const dynamic = "force-dynamic";

const RECENT = 5;

function CatalogPage({ catalog, params }: { catalog: Catalog; params: CatalogParams }) {
  const { products, total, previous, next } = catalog;
  if (products.length === 0) return <NoMatch />;
  return (
    <>
      <ProductTable products={products} params={params} />
      <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 border-t px-3 py-2">
        <span className="text-muted">{plural(total, "product")}</span>
        <SelectMatching filter={params} total={total} />
        <div className="ml-auto">
          <Pager
            previous={previous && catalogHref({ ...params, ...previous })}
            next={next && catalogHref({ ...params, ...next })}
          />
        </div>
      </div>
    </>
  );
}

function RecentJobs({ recent }: { recent: Jobs }) {
  return (
    <section aria-labelledby="recent-jobs" className="overflow-hidden rounded-lg border bg-surface">
      <div className="flex items-center justify-between border-b px-3 py-2">
        <h2 id="recent-jobs" className="font-semibold">
          Recent jobs
        </h2>
        <Link href="/jobs" className="inline-flex min-h-6 items-center rounded text-accent-text hover:underline">
          All jobs
        </Link>
      </div>
      {recent.jobs.length > 0 ? (
        <JobList label="Recent jobs" path={`/api/jobs?limit=${RECENT}`} initial={recent} />
      ) : (
        <p className="px-3 py-4 text-muted">No job yet. Select products above, then choose Bulk Generate.</p>
      )}
    </section>
  );
}

export default async function DashboardPage({ searchParams }: PageProps<"/dashboard">) {
  const params = await loadCatalogParams(searchParams);
  const [totals, catalog, categories, variants, recent] = await Promise.all([
    findTotals(),
    loadCatalog(params),
    findCategories(),
    countProductsByVariant(),
    listJobs({ limit: RECENT }),
  ]);
  const empty = totals.products === 0;
  return (
    <div className="space-y-6">
      <PageHeader
        title="Dashboard"
        description={<TotalsRow {...totals} />}
        actions={!empty && <ButtonLink href="/import">Import products</ButtonLink>}
      />
      <section aria-label="Products" className="rounded-lg border bg-surface">
        {empty ? (
          <EmptyCatalog />
        ) : (
          <CatalogControls categories={categories} variants={variants}>
            <CatalogPage catalog={catalog} params={params} />
          </CatalogControls>
        )}
      </section>
      {(!empty || recent.jobs.length > 0) && <RecentJobs recent={recent} />}
    </div>
  );
}
