import { Facts } from "#components/import/facts.tsx";
import { countPhotos } from "#components/import/messages.ts";
import { Badge } from "#components/ui/badge.tsx";
import { count } from "#components/ui/count.ts";
import type { ImportPreview } from "#lib/schemas/import.ts";
import { MAX_PREVIEW_ROWS } from "#lib/schemas/limits.ts";

function Variants({ variants }: Pick<ImportPreview, "variants">) {
  if (variants.length === 0) return null;
  return (
    <ul aria-label="Photos by variant" className="flex flex-wrap gap-1">
      {variants.map(({ variant, count: photos }) => (
        <li key={variant}>
          <Badge>
            {variant} {count(photos)}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

export function Understood({ preview }: { preview: ImportPreview }) {
  const { rows, products, newProducts, variants, links, complete, encoding } = preview;
  return (
    <>
      <Facts
        facts={[
          ["Rows", rows],
          ["Products", products],
          ["New products", newProducts],
          ["Photos", countPhotos(variants)],
          ["Links to fetch", links],
        ]}
      />
      <Variants variants={variants} />
      {!complete && (
        <p className="text-muted">Counted in the first {count(MAX_PREVIEW_ROWS)} rows; all of them are imported.</p>
      )}
      {encoding === null && rows > 0 && (
        <p className="max-w-prose text-muted">
          The zip has no sheet, so its photos are matched by their names: ASIN.VARIANT.jpg, or ASIN/VARIANT.jpg, or the
          SKU of a product. A name without a variant is MAIN.
        </p>
      )}
    </>
  );
}
