"use client";

import { changeSelection } from "#components/products/selection.ts";
import { withIds } from "#components/products/selection-rules.ts";
import { useCommand } from "#components/ui/use-command.ts";

export function useExclude() {
  const { run, busy, problem } = useCommand((find: () => Promise<string[]>) => find(), {
    failure: "Couldn't skip the products.",
    onFailure: "problem",
    onDone: (ids) => changeSelection((selection) => withIds(selection, ids, false)),
  });
  return { busy, failed: problem, exclude: run };
}
