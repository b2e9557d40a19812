/** `path`: inside the dropped folder. */
export type GivenFile = { file: File; path: string };

const isHidden = (name: string) => /^(?:\.|Thumbs\.db$|desktop\.ini$)/i.test(name);

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** A reader returns a folder in parts; an empty part is the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    entries.push(...part);
  }
}

async function filesIn(entry: FileSystemEntry, folder: string): Promise<GivenFile[]> {
  if (isHidden(entry.name)) return [];
  const path = folder + entry.name;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path }];
  }
  const files: GivenFile[] = [];
  if (isFolder(entry)) for (const inside of await entriesOf(entry)) files.push(...(await filesIn(inside, `${path}/`)));
  return files;
}

/** Leaves out files that operating systems add, such as .DS_Store. */
export async function givenFiles({ items, files }: DataTransfer): Promise<GivenFile[]> {
  // Both lists are emptied as soon as the event is over.
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  const plain = [...files].map((file) => ({ file, path: file.name }));
  if (!entries.some(isFolder)) return plain;
  const found: GivenFile[] = [];
  for (const entry of entries) found.push(...(await filesIn(entry, "")));
  return found;
}
