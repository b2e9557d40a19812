import { Share2 } from "lucide-react";
import type { Metadata } from "next";
import { createLoader, parseAsNativeArrayOf, parseAsString } from "nuqs/server";
import { jobName } from "#components/images/job-name.ts";
import { PageHeader } from "#components/layout/page-header.tsx";
import { LinkForm } from "#components/review-links/link-form.tsx";
import { LinkRow } from "#components/review-links/link-row.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { page } from "#lib/auth/page.ts";
import { requireAccounts } from "#lib/auth/require-accounts.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { findTitles } from "#lib/db/products/read.ts";
import { listLinks } from "#lib/db/review-links.ts";
import { MAX_LINK_PRODUCTS } from "#lib/schemas/limits.ts";

export const metadata: Metadata = { title: "Review links" };
export const dynamic = "force-dynamic";

const loadParams = createLoader({ jobId: parseAsString, productId: parseAsNativeArrayOf(parseAsString) });

/** Of a job, or of products; null without any that exist. */
async function findShared({ jobId, productId }: Awaited<ReturnType<typeof loadParams>>) {
  if (jobId) {
    const job = await findJob(jobId);
    return job && { of: { jobId }, name: jobName(job) };
  }
  const titles = await findTitles((productId ?? []).slice(0, MAX_LINK_PRODUCTS));
  const [[, title] = []] = titles;
  if (title === undefined) return null;
  const name = titles.size === 1 ? title : `${title} and ${titles.size - 1} more`;
  return { of: { productIds: [...titles.keys()] }, name: name.slice(0, 100) };
}

export default page("review", async function ReviewLinksPage({ searchParams }: PageProps<"/review-links">) {
  requireAccounts();
  const [links, shared] = await Promise.all([listLinks(), loadParams(searchParams).then(findShared)]);
  return (
    <>
      <PageHeader
        title="Review links"
        description="They show images of a job or of products to people without an account, and nothing else."
        back={{ href: "/review", label: "Review" }}
      />
      <div className="space-y-6">
        {shared && (
          <section aria-labelledby="new-link" className="space-y-4 rounded-lg border bg-surface p-4">
            <h2 id="new-link" className="font-semibold">
              New link
            </h2>
            <LinkForm key={shared.name} {...shared} />
          </section>
        )}
        <section aria-label="Review links" className="rounded-lg border bg-surface">
          {links.length === 0 ? (
            <EmptyState
              icon={<Share2 className="size-6" aria-hidden />}
              title="No review links"
              text="Open a job, or a product in Review, and choose Share."
            />
          ) : (
            <ul>
              {links.map((link) => (
                <LinkRow key={link.id} link={link} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </>
  );
});
