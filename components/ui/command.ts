import type { ScopedMutator } from "swr";
import { reasonOf } from "#components/ui/reason-of.ts";
import { toast } from "#components/ui/toast.ts";

const UNDO_MS = 10_000;

type Matches = (key: unknown) => boolean;

export type Undo = { send: () => Promise<unknown>; success: string; failure: string; onUndone?: () => void };

export type CommandOptions<Input, Result> = {
  success?: string | ((result: Result, input: Input) => string);
  /** What was not done, in a sentence: the reason follows it. */
  failure: string | ((input: Input) => string);
  /** Where a failure is told: in a message, or by the caller, which is given the error or shows `problem`. */
  onFailure?: "message" | "problem" | ((error: unknown) => void);
  undo?: (result: Result, input: Input) => Undo;
  /** The cache entry that the answer is shown in, and what stands there until it comes. */
  shows?: { key: string; optimistic?: (input: Input) => (shown: Result | undefined) => Result };
  /** Cache entries that are old once the command was sent, also where it failed: the reason may be that they are. */
  invalidates?: readonly string[] | Matches;
  /** The command counts as running until it has resolved. */
  onDone?: (result: Result, input: Input) => unknown;
};

export type Outcome<Result> = { result: Result; problem: null } | { result: null; problem: string };

type Send<Input, Result> = (input: Input) => Promise<Result>;

function say<Args extends unknown[]>(words: string | ((...args: Args) => string), ...args: Args): string {
  return typeof words === "string" ? words : words(...args);
}

function invalidate(mutate: ScopedMutator, keys: readonly string[] | Matches): void {
  void mutate(typeof keys === "function" ? keys : (key) => typeof key === "string" && keys.includes(key));
}

/** The answer replaces what is cached; what was shown meanwhile goes where it fails. */
async function sendShown<Input, Result>(
  send: Send<Input, Result>,
  { shows }: CommandOptions<Input, Result>,
  input: Input,
  mutate: ScopedMutator,
): Promise<Result> {
  const sent = send(input);
  if (!shows) return sent;
  const optimisticData = shows.optimistic?.(input);
  await mutate<Result>(shows.key, sent, {
    ...(optimisticData && { optimisticData: (_saved, shown) => optimisticData(shown) }),
    revalidate: false,
  });
  return sent;
}

async function runUndo({ send, success, failure, onUndone }: Undo, refresh: () => void): Promise<void> {
  try {
    await send();
    toast(success);
    onUndone?.();
  } catch (error) {
    toast.error(`${failure} ${reasonOf(error)}`);
  }
  refresh();
}

/** Never rejects. */
export async function runCommand<Input, Result>(
  send: Send<Input, Result>,
  options: CommandOptions<Input, Result>,
  input: Input,
  mutate: ScopedMutator,
): Promise<Outcome<Result>> {
  const { success, failure, onFailure = "message", undo, invalidates = [], onDone } = options;
  const refresh = () => invalidate(mutate, invalidates);
  const { shows } = options;
  let result: Result;
  try {
    result = await sendShown(send, options, input, mutate);
  } catch (error) {
    refresh();
    if (shows) void mutate(shows.key);
    if (typeof onFailure === "function") {
      onFailure(error);
      return { result: null, problem: say(failure, input) };
    }
    const problem = `${say(failure, input)} ${reasonOf(error)}`.trim();
    if (onFailure === "message") toast.error(problem);
    return { result: null, problem };
  }
  refresh();
  if (success !== undefined) {
    const back = undo?.(result, input);
    const action = back && { label: "Undo", onClick: () => void runUndo(back, refresh) };
    toast.success(say(success, result, input), action && { duration: UNDO_MS, action });
  }
  await onDone?.(result, input);
  return { result, problem: null };
}
