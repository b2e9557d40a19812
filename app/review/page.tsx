import { FolderDown } from "lucide-react";
import type { Metadata } from "next";
import { findReviewOptions } from "#app/review/review-options.ts";
import { exportHref } from "#components/images/export-link.ts";
import { FIRST_PAGE, FIRST_PRODUCTS, filterOf, loadReviewParams } from "#components/images/review-link.ts";
import { PageHeader } from "#components/layout/page-header.tsx";
import { RedoRequests } from "#components/review/redo-requests.tsx";
import { ReviewScreen } from "#components/review/review-screen.tsx";
import { ShareLink } from "#components/review-links/share-link.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { page } from "#lib/auth/page.ts";
import { mayShare } from "#lib/auth/permissions.ts";
import { listRedoRequests } from "#lib/db/images/redo-requests.ts";
import { listReviewImages, summarizeReview } from "#lib/db/images/review-list.ts";
import { listReviewProducts } from "#lib/db/images/review-products.ts";
import { findTitles } from "#lib/db/products/read.ts";

export const metadata: Metadata = { title: "Review" };
export const dynamic = "force-dynamic";

export default page("read", async function ReviewPage({ searchParams }: PageProps<"/review">, user) {
  const params = await loadReviewParams(searchParams);
  const filter = filterOf(params);
  const { productId } = filter;
  const isByProduct = params.view === "products";
  const [page, products, summary, titles, requests] = await Promise.all([
    isByProduct ? null : listReviewImages({ ...filter, limit: FIRST_PAGE }),
    isByProduct ? listReviewProducts({ ...filter, limit: FIRST_PRODUCTS }) : null,
    summarizeReview(filter),
    productId ? findTitles([productId]) : null,
    listRedoRequests(),
  ]);
  const productTitle = (productId && titles?.get(productId)) ?? null;
  return (
    <>
      <PageHeader
        title="Review"
        actions={
          <>
            {mayShare(user) && <ShareLink jobId={filter.jobId} productId={productId} />}
            <Can do="export">
              <ButtonLink href={exportHref({ jobId: filter.jobId, variant: filter.variant })}>
                <FolderDown className="size-4" aria-hidden />
                Export
              </ButtonLink>
            </Can>
          </>
        }
      />
      {requests.total > 0 && <RedoRequests initial={requests} />}
      <ReviewScreen first={{ params, page, products, summary, productTitle }} options={findReviewOptions()} />
    </>
  );
});
