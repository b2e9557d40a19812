import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import { ImportHelp } from "#components/import/import-help.tsx";
import { loadImportParams } from "#components/import/import-params.ts";
import { ImportView } from "#components/import/import-view.tsx";
import { RecentImports } from "#components/import/recent-imports.tsx";
import { Uploader } from "#components/import/uploader.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { page } from "#lib/auth/page.ts";
import { findImport, listImports } from "#lib/db/imports/read.ts";

export const metadata: Metadata = { title: "Import" };
export const dynamic = "force-dynamic";

const RECENT = 10;

function ImportNotFound() {
  return (
    <EmptyState
      icon={<SearchX className="size-6" aria-hidden />}
      title="This import doesn't exist"
      text="The link is incomplete or belongs to another installation."
      action={
        <ButtonLink href="/import" variant="primary">
          Import a file
        </ButtonLink>
      }
    />
  );
}

async function OneImport({ id }: { id: string }) {
  const found = await findImport(id);
  return found ? <ImportView initial={found} /> : <ImportNotFound />;
}

async function AllImports() {
  return (
    <>
      <RecentImports imports={await listImports(RECENT)} />
      <ImportHelp />
    </>
  );
}

export default page("catalog", async function ImportPage({ searchParams }: PageProps<"/import">) {
  const { import: id } = await loadImportParams(searchParams);
  return (
    <>
      <PageHeader
        title="Import products"
        description="Add products and their photos. Valid rows are imported; failed rows are listed with the reason."
        back={id === null ? undefined : { href: "/import", label: "Import" }}
      />
      <div className="space-y-6">
        <Uploader picker={id === null}>{id === null ? <AllImports /> : <OneImport key={id} id={id} />}</Uploader>
      </div>
    </>
  );
});
