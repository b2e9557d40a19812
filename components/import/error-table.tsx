import { cn } from "#components/ui/class-names.ts";
import type { ImportRowError } from "#lib/schemas/import.ts";

const HEAD = "px-4 py-1.5 font-medium";

type ErrorTableProps = {
  labelledBy: string;
  errors: readonly ImportRowError[];
};

function FileName({ file }: { file: string | undefined }) {
  return (
    <span title={file} className="line-clamp-3 break-all font-mono text-xs">
      {file}
    </span>
  );
}

export function ErrorTable({ labelledBy, errors }: ErrorTableProps) {
  const numbered = errors.map((error, number) => ({ ...error, number }));
  const hasRows = errors.some(({ row }) => row !== undefined);
  const hasFiles = errors.some(({ file }) => file !== undefined);
  return (
    <table aria-labelledby={labelledBy} className="w-full table-fixed">
      <thead className="border-y text-left text-muted text-xs">
        <tr>
          {hasRows && (
            <th scope="col" className={cn("w-20 sm:w-24", HEAD)}>
              Row
            </th>
          )}
          {hasFiles && (
            <th scope="col" className={cn("w-2/5 max-sm:hidden", HEAD)}>
              File or link
            </th>
          )}
          <th scope="col" className={HEAD}>
            Reason
          </th>
        </tr>
      </thead>
      <tbody>
        {numbered.map(({ number, row, file, message }) => (
          <tr key={number} className="border-t align-top first:border-t-0">
            {hasRows && <td className="px-4 py-1.5">{row ?? "–"}</td>}
            {hasFiles && (
              <td className="px-4 py-1.5 max-sm:hidden">
                <FileName file={file} />
              </td>
            )}
            <td className="break-words px-4 py-1.5">
              {message}
              <div className="text-muted sm:hidden">
                <FileName file={file} />
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
