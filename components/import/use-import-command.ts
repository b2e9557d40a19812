"use client";

import { importPath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { send } from "#lib/api-client.ts";
import type { Corrections, importSchema } from "#lib/schemas/import.ts";

type Command = { name: "start" | "cancel"; corrections?: Corrections };

export function useImportCommand(id: string) {
  const path = importPath(id);
  const { run, running, problem } = useCommand(
    ({ name, corrections = {} }: Command) => send<typeof importSchema>(`${path}/${name}`, corrections),
    {
      failure: ({ name }) => (name === "start" ? "Couldn't start the import." : "Couldn't cancel the import."),
      onFailure: "problem",
      shows: { key: path },
    },
  );
  return { run, running: running?.name ?? null, problem };
}
