import type { GivenFile } from "#components/ui/given-files.ts";
import {
  isImportName,
  isSheetName,
  isTextName,
  isZipName,
  MAX_IMPORT_BYTES,
  PICTURE_NAME,
} from "#lib/schemas/upload.ts";

/** `problem`: why the last file can't be imported. `again`: the upload can be retried. */
export type UploadState =
  | Idle
  | { phase: "packing"; count: number }
  | { phase: "sending"; file: File; sentBytes: number };
type Idle = { phase: "idle"; problem: string | null; again: File | null };

export const IDLE: Idle = { phase: "idle", problem: null, again: null };

const isPicture = ({ file }: GivenFile) => PICTURE_NAME.test(file.name) || file.type.startsWith("image/");

/** A string says why neither is possible. */
export type Choice = { send: File } | { pack: readonly GivenFile[] } | string;

function chooseOne({ file }: GivenFile): Choice {
  if (!isImportName(file.name))
    return `“${file.name}” can't be imported. Choose photos, or a .zip, .csv, .tsv or .txt file.`;
  if (file.size === 0) return `“${file.name}” can't be imported: the file is empty.`;
  if (file.size > MAX_IMPORT_BYTES)
    return `“${file.name}” can't be imported: it is larger than 5 GB. Split it, and import the parts one after the other.`;
  return { send: file };
}

export function chooseFiles(given: readonly GivenFile[]): Choice | null {
  const [first] = given;
  if (!first) return null;
  if (given.length === 1 && !isPicture(first)) return chooseOne(first);
  if (!given.some(isPicture)) return `${given.length} files can't be imported at once. Choose one of them, or photos.`;
  const zip = given.find(({ file }) => isZipName(file.name));
  if (zip) return `“${zip.file.name}” can't be imported together with other files. Choose it alone.`;
  if (given.filter(({ file }) => isSheetName(file.name) && !isTextName(file.name)).length > 1)
    return "Several sheets can't be imported at once. Choose one of them, with its photos.";
  if (given.reduce((sum, { file }) => sum + file.size, 0) > MAX_IMPORT_BYTES)
    return "These files are larger than 5 GB together. Import them in parts.";
  return { pack: given };
}

export function packName(given: readonly GivenFile[]): string {
  const [folder, ...others] = new Set(given.map(({ path }) => (path.includes("/") ? path.split("/")[0] : "")));
  return `${others.length === 0 && folder ? folder : "photos"}.zip`;
}
