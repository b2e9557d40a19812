import type { Metadata } from "next";
import { type Catalog, loadCatalog } from "#app/dashboard/load-catalog.ts";
import { findFilterOptions, settleLastJob } from "#app/filter-options.ts";
import { ModelNotice } from "#app/model-notice.tsx";
import { JobList } from "#components/jobs/job-list.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { CatalogControls } from "#components/products/catalog-controls.tsx";
import { CatalogFooter } from "#components/products/catalog-footer.tsx";
import { type CatalogParams, loadCatalogParams } from "#components/products/catalog-params.ts";
import { EmptyCatalog, NoMatch } from "#components/products/empty-catalog.tsx";
import { filterOf } from "#components/products/list-params.ts";
import { ProductTable } from "#components/products/product-table.tsx";
import { ShownProducts } from "#components/products/shown-products.tsx";
import { TotalsRow } from "#components/products/totals-row.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { Link } from "#components/ui/link.tsx";
import { page } from "#lib/auth/page.ts";
import { can } from "#lib/auth/permissions.ts";
import { listJobs } from "#lib/db/jobs/read.ts";
import { countProducts, hasProducts } from "#lib/db/products/list.ts";
import { findTotals } from "#lib/db/totals.ts";
import type { Jobs } from "#lib/schemas/job.ts";

export const metadata: Metadata = { title: "Dashboard" };
export const dynamic = "force-dynamic";

const RECENT = 5;

type CatalogPageProps = { catalog: Catalog; params: CatalogParams };

function CatalogPage({ catalog: { products, ...pages }, params }: CatalogPageProps) {
  if (products.length === 0) return <NoMatch />;
  const filter = filterOf(params);
  return (
    <ShownProducts products={products} filter={filter}>
      <ProductTable products={products} params={params} />
      <CatalogFooter key={JSON.stringify(filter)} total={countProducts(filter)} params={params} {...pages} />
    </ShownProducts>
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
        <p className="px-3 py-4 text-muted">
          No jobs yet.<Can do="spend"> Select products above, then choose Bulk Generate.</Can>
        </p>
      )}
    </section>
  );
}

export default page("read", async function DashboardPage({ searchParams }: PageProps<"/dashboard">, user) {
  await settleLastJob("/dashboard", await searchParams);
  const params = await loadCatalogParams(searchParams);
  const [catalog, isFilled, recent] = await Promise.all([
    loadCatalog(params),
    hasProducts(),
    listJobs({ limit: RECENT }),
  ]);
  return (
    <div className="space-y-6">
      <PageHeader
        title="Dashboard"
        description={<TotalsRow totals={findTotals()} />}
        actions={
          isFilled && (
            <Can do="catalog">
              <ButtonLink href="/products/new">New product</ButtonLink>
              <ButtonLink href="/import">Import products</ButtonLink>
            </Can>
          )
        }
      />
      <ModelNotice />
      <section aria-label="Products" className="rounded-lg border bg-surface">
        {isFilled ? (
          <CatalogControls options={findFilterOptions()}>
            <CatalogPage catalog={catalog} params={params} />
          </CatalogControls>
        ) : (
          <EmptyCatalog mayImport={can(user, "catalog")} />
        )}
      </section>
      {(isFilled || recent.jobs.length > 0) && <RecentJobs recent={recent} />}
    </div>
  );
});
