import type { ReactNode } from "react";
import { cn } from "#components/ui/class-names.ts";

type CostTableProps = {
  label: string;
  head: string[];
  /** The first cell names the row, the others are numbers. */
  rows: { key: string; cells: ReactNode[] }[];
};

/** It scrolls sideways where it is too wide. */
export function CostTable({ label, head, rows }: CostTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: so that it can be scrolled by keyboard
    <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded">
      <table className="w-full border-collapse text-left">
        <thead className="text-muted text-xs">
          <tr>
            {head.map((name, index) => (
              <th key={name} scope="col" className={cn("px-3 py-2 font-medium", index > 0 && "text-right")}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...numbers] }) => (
            <tr key={key} className="border-t">
              <th scope="row" className="px-3 py-2 font-normal">
                {name}
              </th>
              {numbers.map((number, index) => (
                <td key={head[index + 1]} className="whitespace-nowrap px-3 py-2 text-right">
                  {number}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
