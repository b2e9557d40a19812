import type { Metadata } from "next";
import { ImportHelp } from "#components/import/import-help.tsx";
import { Importer } from "#components/import/importer.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";

export const metadata: Metadata = { title: "Import" };

export default function ImportPage() {
  return (
    <>
      <PageHeader
        title="Import products"
        description="Bring products and their photos. Good rows go in; bad rows are listed with the reason."
      />
      <div className="space-y-6">
        <Importer />
        <ImportHelp />
      </div>
    </>
  );
}
