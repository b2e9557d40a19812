import { Images } from "lucide-react";
import type { Metadata } from "next";
import { findWallOptions } from "#app/review/wall-options.ts";
import { Collision } from "#components/export/collision.tsx";
import { ExportFilters } from "#components/export/export-filters.tsx";
import { loadExportParams, queryOf } from "#components/export/export-params.ts";
import { ExportSection } from "#components/export/export-section.tsx";
import { ExportSummary } from "#components/export/export-summary.tsx";
import { FileGrid } from "#components/export/file-grid.tsx";
import { Failing, MissingAsins } from "#components/export/left-out.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { AppError } from "#lib/errors.ts";
import { previewExport } from "#lib/export/preview.ts";
import type { ExportPreview, ExportQuery } from "#lib/schemas/export.ts";

export const metadata: Metadata = { title: "Export" };
export const dynamic = "force-dynamic";

const SHOWN = 60;

/** What would be exported; of a job that is gone nothing is. */
async function findPreview(query: ExportQuery): Promise<ExportPreview | null> {
  try {
    return await previewExport(query);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}

const isEmpty = ({ fileCount, collisionCount, missingAsinCount, failingCount }: ExportPreview) =>
  fileCount + collisionCount + missingAsinCount + failingCount === 0;

function NothingApproved() {
  return (
    <EmptyState
      icon={<Images className="size-6" aria-hidden />}
      title="No approved image matches"
      text="Only images that were approved are exported. Approve what is good on the review page."
      action={
        <ButtonLink href="/review" variant="primary">
          Review images
        </ButtonLink>
      }
    />
  );
}

function Lists({ preview }: { preview: ExportPreview }) {
  const [collisions, missingAsins, failing, files] = [
    preview.collisions.slice(0, SHOWN),
    preview.missingAsins.slice(0, SHOWN),
    preview.failing.slice(0, SHOWN),
    preview.files.slice(0, SHOWN),
  ];
  return (
    <>
      <ExportSection
        id="collisions"
        title="Choose one of each"
        text="These approved images would be the same file. Use one of them, or give another one its own slot."
        total={preview.collisionCount}
        listed={collisions.length}
      >
        <ul className="grid items-start gap-3 lg:grid-cols-2">
          {collisions.map((collision) => (
            <Collision key={`${collision.productId} ${collision.slot}`} collision={collision} />
          ))}
        </ul>
      </ExportSection>
      <ExportSection
        id="missing-asins"
        title="Without an ASIN"
        text="Amazon takes a file by the ASIN in its name. These are left out until their product has one."
        total={preview.missingAsinCount}
        listed={missingAsins.length}
      >
        <MissingAsins entries={missingAsins} />
      </ExportSection>
      <ExportSection
        id="failing"
        title="MAIN images that are left out"
        text="Amazon is likely to suppress a listing for these. Fix or redo them, or include them all the same."
        total={preview.failingCount}
        listed={failing.length}
      >
        <Failing entries={failing} />
      </ExportSection>
      <ExportSection
        id="files"
        title="Files"
        text="One sRGB JPEG for each product and slot, named as Amazon asks for."
        total={preview.fileCount}
        listed={files.length}
      >
        <FileGrid files={files} />
      </ExportSection>
    </>
  );
}

export default async function ExportPage({ searchParams }: PageProps<"/export">) {
  const query = queryOf(await loadExportParams(searchParams));
  const preview = await findPreview(query);
  return (
    <>
      <PageHeader
        title="Export"
        description="A zip of the approved images under the names that Amazon takes, with a manifest of how each was made."
      />
      <div className="space-y-6">
        <ExportFilters options={findWallOptions()} />
        {preview === null || isEmpty(preview) ? (
          <NothingApproved />
        ) : (
          <>
            <ExportSummary preview={preview} query={query} />
            <Lists preview={preview} />
          </>
        )}
      </div>
    </>
  );
}
