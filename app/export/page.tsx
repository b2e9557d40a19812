import { Images } from "lucide-react";
import type { Metadata } from "next";
import { findReviewOptions } from "#app/review/review-options.ts";
import { ExportFilters } from "#components/export/export-filters.tsx";
import { ExportLists } from "#components/export/export-lists.tsx";
import { ExportSummary } from "#components/export/export-summary.tsx";
import { loadExportParams, queryOf } from "#components/images/export-link.ts";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { page } from "#lib/auth/page.ts";
import { AppError } from "#lib/errors.ts";
import { previewExport } from "#lib/export/preview.ts";
import type { ExportPreview, ExportQuery } from "#lib/schemas/export.ts";

export const metadata: Metadata = { title: "Export" };
export const dynamic = "force-dynamic";

/** Null if the job was deleted. */
async function findPreview(query: ExportQuery): Promise<ExportPreview | null> {
  try {
    return await previewExport(query);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}

const isEmpty = ({ fileCount, collisionCount, missingAsinCount, failingCount, notSelectedCount }: ExportPreview) =>
  fileCount + collisionCount + missingAsinCount + failingCount + notSelectedCount === 0;

function NothingApproved() {
  return (
    <EmptyState
      icon={<Images className="size-6" aria-hidden />}
      title="No approved images match"
      text="Only approved images are exported. Approve images on the Review page."
      action={
        <ButtonLink href="/review" variant="primary">
          Review images
        </ButtonLink>
      }
    />
  );
}

export default page("export", async function ExportPage({ searchParams }: PageProps<"/export">) {
  const query = queryOf(await loadExportParams(searchParams));
  const preview = await findPreview(query);
  return (
    <>
      <PageHeader
        title="Export"
        description="Download approved images as a zip, named as Amazon requires, with a manifest."
      />
      <div className="space-y-6">
        <ExportFilters options={findReviewOptions()} />
        {preview === null || isEmpty(preview) ? (
          <NothingApproved />
        ) : (
          <>
            <ExportSummary preview={preview} query={query} />
            <ExportLists preview={preview} query={query} />
          </>
        )}
      </div>
    </>
  );
});
