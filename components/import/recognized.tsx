"use client";

import { columnName } from "#components/import/column-rules.ts";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Column, ImportPreview } from "#lib/schemas/import.ts";
import { ENCODINGS, type Encoding } from "#lib/schemas/import-fields.ts";

const ENCODING_LABELS: Record<Encoding, string> = {
  "utf-8": "UTF-8",
  "windows-1252": "Western (Windows-1252)",
  "windows-1250": "Central European (Windows-1250)",
  "windows-1251": "Cyrillic (Windows-1251)",
  macintosh: "Western (Mac)",
  shift_jis: "Japanese (Shift_JIS)",
  "euc-jp": "Japanese (EUC-JP)",
  gb18030: "Chinese, simplified (GBK)",
  big5: "Chinese, traditional (Big5)",
  "euc-kr": "Korean (EUC-KR)",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16 (big-endian)",
};

const ENCODING_OPTIONS = ENCODINGS.map((value) => ({ value, label: ENCODING_LABELS[value] }));

type RecognizedProps = {
  preview: ImportPreview;
  columns: readonly Column[];
  setEncoding: (encoding: Encoding) => void;
};

function SkippedLinks({ preview, columns }: Pick<RecognizedProps, "preview" | "columns">) {
  const skipped = preview.columns.flatMap(({ name, holdsLinks }, index) =>
    holdsLinks && columns[index] === null ? [columnName(name, index)] : [],
  );
  if (skipped.length === 0) return null;
  return (
    <Notice>
      {skipped.length === 1 ? "A column of links is skipped: " : `${skipped.length} columns of links are skipped: `}
      {skipped.join(", ")}. If they are photos, choose their variant under Columns.
    </Notice>
  );
}

export function Recognized({ preview, columns, setEncoding }: RecognizedProps) {
  const { format, encoding, headerRow } = preview;
  if (encoding === null) return null;
  return (
    <>
      <div className="grid gap-x-6 gap-y-3 sm:grid-cols-[minmax(0,18rem)_minmax(0,18rem)]">
        <dl className="min-w-0 space-y-1.5">
          <dt className="font-medium">Format</dt>
          <dd className="break-words sm:py-1.5">
            {format ?? "Sheet"}
            {headerRow !== null && headerRow > 1 && `, column names in row ${headerRow}`}
          </dd>
        </dl>
        <Select
          label="Text encoding"
          value={encoding}
          options={ENCODING_OPTIONS}
          onValueChange={(value) => setEncoding(value as Encoding)}
        />
      </div>
      <SkippedLinks preview={preview} columns={columns} />
    </>
  );
}
