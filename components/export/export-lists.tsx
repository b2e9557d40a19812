import { Collision } from "#components/export/collision.tsx";
import { ExportSection } from "#components/export/export-section.tsx";
import { FileGrid } from "#components/export/file-grid.tsx";
import { Failing, MissingAsins, NotCounted, Superseded } from "#components/export/left-out.tsx";
import type { ExportPreview, ExportQuery } from "#lib/schemas/export.ts";

const SHOWN = 60;

function Collisions({ preview: { collisions, collisionCount } }: { preview: ExportPreview }) {
  const shown = collisions.slice(0, SHOWN);
  return (
    <ExportSection
      id="collisions"
      title="Choose one of each"
      text="These approved images would be the same file. Use one of them, or give another one its own slot."
      total={collisionCount}
      listed={shown.length}
    >
      <ul className="grid items-start gap-3 lg:grid-cols-2">
        {shown.map((collision) => (
          <Collision key={`${collision.productId} ${collision.slot}`} collision={collision} />
        ))}
      </ul>
    </ExportSection>
  );
}

function LeftOut({ preview }: { preview: ExportPreview }) {
  const [missingAsins, failing, notCounted] = [
    preview.missingAsins.slice(0, SHOWN),
    preview.failing.slice(0, SHOWN),
    preview.notCounted.slice(0, SHOWN),
  ];
  return (
    <>
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
        id="not-counted"
        title="Approved, but not counted"
        text="These are left out: another image was chosen for their slot, or somebody said that they don’t count."
        total={preview.notCountedCount}
        listed={notCounted.length}
      >
        <NotCounted entries={notCounted} />
      </ExportSection>
    </>
  );
}

/** All that an export does with the approved images, what asks for a decision first. */
export function ExportLists({ preview, query }: { preview: ExportPreview; query: ExportQuery }) {
  const [superseded, files] = [preview.superseded.slice(0, SHOWN), preview.files.slice(0, SHOWN)];
  return (
    <>
      <Collisions preview={preview} />
      <LeftOut preview={preview} />
      <ExportSection
        id="superseded"
        title="Approved, with a version that nobody approved"
        text="Another version of these counts by now, which nobody approved. The approved one is exported."
        total={preview.supersededCount}
        listed={superseded.length}
      >
        <Superseded entries={superseded} />
      </ExportSection>
      <ExportSection
        id="files"
        title="Files"
        text="One sRGB JPEG for each product and slot, named as Amazon asks for."
        total={preview.fileCount}
        listed={files.length}
      >
        <FileGrid files={files} maxBytes={query.maxBytes} />
      </ExportSection>
    </>
  );
}
