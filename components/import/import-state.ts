import { MAX_IMPORT_BYTES } from "#lib/schemas/import.ts";

/** Where the sending of a file stands. `problem`: why the last one was not taken; `again`: it may be sent once more. */
export type UploadState = Idle | { phase: "sending"; file: File; sentBytes: number };
type Idle = { phase: "idle"; problem: string | null; again: File | null };

export const IDLE: Idle = { phase: "idle", problem: null, again: null };

const IMPORTABLE = /\.(?:zip|csv|tsv|txt)$/i;

/** The one file that was chosen or dropped; a sentence where it can't be taken, null where there is none. */
export function chooseFile(files: readonly File[]): File | string | null {
  const [file] = files;
  if (!file) return null;
  if (files.length > 1) return `${files.length} files can't be imported at once. Put them into one zip.`;
  if (!IMPORTABLE.test(file.name)) return `“${file.name}” can't be imported. Choose a .zip, .csv, .tsv or .txt file.`;
  if (file.size === 0) return `“${file.name}” can't be imported: the file is empty.`;
  if (file.size > MAX_IMPORT_BYTES)
    return `“${file.name}” can't be imported: it is larger than 5 GB. Split it, and import the parts one after the other.`;
  return file;
}
