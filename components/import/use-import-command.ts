"use client";

import { useState } from "react";
import { useSWRConfig } from "swr";
import { ApiError, send } from "#lib/api-client.ts";
import { type Corrections, importSchema } from "#lib/schemas/import.ts";

type Command = "start" | "cancel";

/** `problem`: why the last command failed. */
export function useImportCommand(id: string) {
  const { mutate } = useSWRConfig();
  const [running, setRunning] = useState<Command | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const path = `/api/imports/${id}`;

  /** True if the server has done it. */
  async function run(command: Command, body: Corrections = {}): Promise<boolean> {
    if (running !== null) return false;
    setRunning(command);
    setProblem(null);
    try {
      await mutate(path, await send(`${path}/${command}`, importSchema, body), { revalidate: false });
      return true;
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setProblem(failure.message);
      void mutate(path);
      return false;
    } finally {
      setRunning(null);
    }
  }
  return { run, running, problem };
}
