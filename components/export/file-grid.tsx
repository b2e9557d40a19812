import { Picture } from "#components/ui/picture.tsx";
import type { ExportFile } from "#lib/schemas/export.ts";

/** The files of the zip under their names. */
export function FileGrid({ files }: { files: readonly ExportFile[] }) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-3">
      {files.map(({ imageId, file, title, thumbnailUrl }) => (
        <li key={imageId} className="min-w-0 space-y-1">
          <Picture src={thumbnailUrl} alt="" className="w-full" />
          <p className="truncate font-mono text-xs" title={file}>
            {file}
          </p>
          <p className="truncate text-muted text-xs" title={title}>
            {title}
          </p>
        </li>
      ))}
    </ul>
  );
}
