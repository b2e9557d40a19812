import { MAX_IMPORT_BYTES } from "#lib/schemas/import.ts";

/** Where the sending of a file stands. `problem`: why the last one was not taken; `again`: it may be sent once more. */
export type UploadState = Idle | { phase: "sending"; file: File; sentBytes: number };
type Idle = { phase: "idle"; problem: string | null; again: File | null };

export const IDLE: Idle = { phase: "idle", problem: null, again: null };

/** The one file that was chosen or dropped; a sentence where it can't be taken, null where there is none. */
export function chooseFile(files: readonly File[]): File | string | null {
  const [file] = files;
  if (!file) return null;
  if (files.length > 1) return `Nothing was taken: ${files.length} files came at once. Put them into one zip.`;
  if (!/\.(?:zip|csv)$/i.test(file.name)) return `“${file.name}” was not taken: it is neither a .zip nor a .csv.`;
  if (file.size === 0) return `“${file.name}” was not taken: it is empty.`;
  if (file.size > MAX_IMPORT_BYTES)
    return `“${file.name}” was not taken: it is larger than 5 GB. Split it, and import the parts one after the other.`;
  return file;
}
