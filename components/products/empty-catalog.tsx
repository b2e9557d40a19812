import { Download, PackagePlus, Plus, SearchX, Upload } from "lucide-react";
import { ButtonLink } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";

export function EmptyCatalog({ mayImport }: { mayImport: boolean }) {
  const icon = <PackagePlus className="size-6" aria-hidden />;
  if (!mayImport) return <EmptyState icon={icon} title="No products yet" text="An editor or an admin imports them." />;
  return (
    <EmptyState
      icon={icon}
      title="Import your first products"
      text="Upload a sheet with links to photos, or a zip of photos named like B0EXAMPLE1.MAIN.jpg or listed in a catalog.csv. The sample has three products."
      action={
        <>
          <ButtonLink href="/import" variant="primary">
            <Upload className="size-4" aria-hidden />
            Import products
          </ButtonLink>
          <ButtonLink href="/products/new">
            <Plus className="size-4" aria-hidden />
            New product
          </ButtonLink>
          <a href="/sample-catalog.zip" download className={buttonStyle({})}>
            <Download className="size-4" aria-hidden />
            Download a sample zip
          </a>
        </>
      }
    />
  );
}

export function NoMatch() {
  return (
    <EmptyState
      icon={<SearchX className="size-6" aria-hidden />}
      title="No products match"
      text="Search for part of a title, ASIN or SKU, or clear the filters."
      action={<ButtonLink href="/dashboard">Show all products</ButtonLink>}
    />
  );
}
