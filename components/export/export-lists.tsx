import { Collision } from "#components/export/collision.tsx";
import { ExportSection } from "#components/export/export-section.tsx";
import { FileGrid } from "#components/export/file-grid.tsx";
import { Failing, MissingAsins, NotSelected, Superseded } from "#components/export/skipped-images.tsx";
import type { ExportPreview, ExportQuery } from "#lib/schemas/export.ts";

const SHOWN = 60;

function Collisions({ preview: { collisions, collisionCount } }: { preview: ExportPreview }) {
  const shown = collisions.slice(0, SHOWN);
  return (
    <ExportSection
      id="collisions"
      title="Conflicts"
      text="More than one approved image has the same file name. Pick one, or move the other to another variant."
      total={collisionCount}
      listed={shown.length}
    >
      <ul className="grid items-start gap-3 lg:grid-cols-2">
        {shown.map((collision) => (
          <Collision key={`${collision.productId} ${collision.variant}`} collision={collision} />
        ))}
      </ul>
    </ExportSection>
  );
}

function SkippedImages({ preview }: { preview: ExportPreview }) {
  const [missingAsins, failing, notSelected] = [
    preview.missingAsins.slice(0, SHOWN),
    preview.failing.slice(0, SHOWN),
    preview.notSelected.slice(0, SHOWN),
  ];
  return (
    <>
      <ExportSection
        id="missing-asins"
        title="Without an ASIN"
        text="Amazon matches a file to a listing by the ASIN in its name. These images are skipped until their product has an ASIN."
        total={preview.missingAsinCount}
        listed={missingAsins.length}
      >
        <MissingAsins entries={missingAsins} />
      </ExportSection>
      <ExportSection
        id="failing"
        title="MAIN images that fail a check"
        text="Amazon may suppress a listing for these, so they are skipped. Fix or regenerate them, or include them anyway."
        total={preview.failingCount}
        listed={failing.length}
      >
        <Failing entries={failing} />
      </ExportSection>
      <ExportSection
        id="not-selected"
        title="Approved, but not selected for this variant"
        text="These are skipped because another image is selected for the variant, or because the selection was removed."
        total={preview.notSelectedCount}
        listed={notSelected.length}
      >
        <NotSelected entries={notSelected} />
      </ExportSection>
    </>
  );
}

export function ExportLists({ preview, query }: { preview: ExportPreview; query: ExportQuery }) {
  const [superseded, files] = [preview.superseded.slice(0, SHOWN), preview.files.slice(0, SHOWN)];
  return (
    <>
      <Collisions preview={preview} />
      <SkippedImages preview={preview} />
      <ExportSection
        id="superseded"
        title="Newer version not approved"
        text="The approved version is exported."
        total={preview.supersededCount}
        listed={superseded.length}
      >
        <Superseded entries={superseded} />
      </ExportSection>
      <ExportSection
        id="files"
        title="Files"
        text="One sRGB JPEG for each product and variant, named as Amazon requires."
        total={preview.fileCount}
        listed={files.length}
      >
        <FileGrid files={files} maxBytes={query.maxBytes} />
      </ExportSection>
    </>
  );
}
