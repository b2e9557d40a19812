import { Download } from "lucide-react";
import { fileHref } from "#components/images/export-link.ts";
import { Picture } from "#components/ui/picture.tsx";
import type { ExportFile, ExportQuery } from "#lib/schemas/export.ts";

type FileGridProps = { files: readonly ExportFile[] } & Pick<ExportQuery, "maxBytes">;

export function FileGrid({ files, maxBytes }: FileGridProps) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-3">
      {files.map(({ imageId, file, title, thumbnailUrl }) => (
        <li key={imageId} className="min-w-0 space-y-1">
          <Picture src={thumbnailUrl} alt="" className="w-full" />
          <a
            href={fileHref(imageId, { maxBytes })}
            download={file}
            title={file}
            className="link flex min-h-6 items-center gap-1 rounded font-mono text-xs"
          >
            <Download className="size-3.5 shrink-0" aria-hidden />
            <span className="sr-only">Download </span>
            <span className="truncate">{file}</span>
          </a>
          <p className="truncate text-muted text-xs" title={title}>
            {title}
          </p>
        </li>
      ))}
    </ul>
  );
}
