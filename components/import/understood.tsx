import { Facts } from "#components/import/facts.tsx";
import { countPhotos } from "#components/import/import-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { count } from "#components/ui/count.ts";
import { type ImportPreview, MAX_PREVIEW_ROWS } from "#lib/schemas/import.ts";

function Slots({ slots }: Pick<ImportPreview, "slots">) {
  if (slots.length === 0) return null;
  return (
    <ul aria-label="Photos by slot" className="flex flex-wrap gap-1">
      {slots.map(({ variant, count: photos }) => (
        <li key={variant}>
          <Badge>
            {variant} {count(photos)}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

/** What was understood of a file, in numbers. */
export function Understood({ preview }: { preview: ImportPreview }) {
  const { rows, products, slots, links, complete, columns } = preview;
  return (
    <>
      <Facts
        facts={[
          ["Rows", rows],
          ["Products", products],
          ["Photos", countPhotos(slots)],
          ["Links to fetch", links],
        ]}
      />
      <Slots slots={slots} />
      {!complete && (
        <p className="text-muted">Counted in the first {count(MAX_PREVIEW_ROWS)} rows; all of them are imported.</p>
      )}
      {columns.length === 0 && rows > 0 && (
        <p className="max-w-prose text-muted">
          There is no catalog.csv in it, so its files are read by their names, ASIN.SLOT.ext. A name without a slot is
          MAIN.
        </p>
      )}
    </>
  );
}
