"use client";

import { useId, useRef, useState } from "react";
import { useSWRConfig } from "swr";
import useSWRMutation from "swr/mutation";
import { type CommandOptions, type Outcome, runCommand } from "#components/ui/command.ts";

/** While it is sent, another call does nothing. */
export function useCommand<Input = void, Result = unknown>(
  send: (input: Input) => Promise<Result>,
  options: CommandOptions<Input, Result>,
) {
  const { mutate } = useSWRConfig();
  const isSending = useRef(false);
  const [running, setRunning] = useState<Input | null>(null);
  const { trigger, data, isMutating } = useSWRMutation<Outcome<Result>, never, [string, string], Input>(
    ["command", useId()],
    (_key, { arg }) => runCommand(send, options, arg, mutate),
  );

  /** True once the server has done it. */
  async function run(input: Input): Promise<boolean> {
    if (isSending.current) return false;
    isSending.current = true;
    setRunning(() => input);
    // SWR's trigger has no parameter where the input is void.
    const { problem } = await (trigger as (arg: Input) => Promise<Outcome<Result>>)(input);
    isSending.current = false;
    return problem === null;
  }
  return {
    run,
    busy: isMutating,
    running: isMutating ? running : null,
    problem: isMutating ? null : (data?.problem ?? null),
    /** Was the last one done? A form that gives way to another page stays busy until then. */
    isDone: !isMutating && data !== undefined && data.problem === null,
  };
}
