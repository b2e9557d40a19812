import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type CommandOptions, runCommand } from "#components/ui/command.ts";
import { toast } from "#components/ui/toast.ts";
import { ApiError } from "#lib/api-client.ts";

vi.mock("#components/ui/toast.ts", () => ({ toast: Object.assign(vi.fn(), { success: vi.fn(), error: vi.fn() }) }));

const refusal = new ApiError("It is in use.", { status: 409, code: "conflict" });
const mutate = vi.fn(async (_key: unknown, data?: unknown): Promise<unknown> => data);

beforeEach(() => void vi.clearAllMocks());
afterEach(() => void vi.unstubAllGlobals());

const run = <Result>(send: (name: string) => Promise<Result>, options: CommandOptions<string, Result>) =>
  runCommand(send, options, "Kettle", mutate as never);

/** The keys that were asked for again. */
const invalidated = (keys: readonly unknown[]) =>
  keys.filter((key) => mutate.mock.calls.some(([matches]) => typeof matches === "function" && matches(key)));

test("says what was done, asks again for what is old, and tells the caller", async () => {
  const onDone = vi.fn();
  const outcome = await run(async (name) => `${name} 2`, {
    success: (result) => `${result} saved.`,
    failure: "Not saved.",
    invalidates: ["/api/products/1"],
    onDone,
  });
  expect(outcome).toEqual({ result: "Kettle 2", problem: null });
  expect(toast.success).toHaveBeenCalledWith("Kettle 2 saved.", undefined);
  expect(invalidated(["/api/products/1", "/api/products/2", ["/api/products/1"]])).toEqual(["/api/products/1"]);
  expect(onDone).toHaveBeenCalledWith("Kettle 2", "Kettle");
});

test("says nothing where the caller has its own words", async () => {
  await run(async () => null, { failure: "Not saved." });
  expect(toast.success).not.toHaveBeenCalled();
});

test("says what was not done and why, and asks again for what may be old", async () => {
  const onDone = vi.fn();
  const outcome = await run(() => Promise.reject(refusal), {
    success: "Deleted.",
    failure: (name) => `Couldn't delete “${name}”.`,
    invalidates: (key) => key === "list",
    onDone,
  });
  expect(outcome.problem).toBe("Couldn't delete “Kettle”. It is in use.");
  expect(toast.error).toHaveBeenCalledWith("Couldn't delete “Kettle”. It is in use.");
  expect(invalidated(["list"])).toEqual(["list"]);
  expect(onDone).not.toHaveBeenCalled();
});

test("reports what is no answer of the server as a bug, in words for the user", async () => {
  const report = vi.fn();
  vi.stubGlobal("reportError", report);
  const bug = new TypeError("x is not a function");
  await run(() => Promise.reject(bug), { failure: "Not saved." });
  expect(report).toHaveBeenCalledWith(bug);
  expect(toast.error).toHaveBeenCalledWith(
    "Not saved. The server's answer can't be read. Reload the page and try again.",
  );
});

test("leaves a failure to the caller that shows it in its place", async () => {
  const { problem } = await run(() => Promise.reject(refusal), { failure: "Not saved.", onFailure: "problem" });
  expect(problem).toBe("Not saved. It is in use.");
  const onFailure = vi.fn();
  await run(() => Promise.reject(refusal), { failure: "Not saved.", onFailure });
  expect(onFailure).toHaveBeenCalledWith(refusal);
  expect(toast.error).not.toHaveBeenCalled();
});

test("shows the answer in the cache, before it comes what it will be", async () => {
  await run(async () => ["kettle", "lamp"], {
    failure: "Not saved.",
    shows: {
      key: "/api/names",
      optimistic:
        (name) =>
        (shown = []) => [...shown, name],
    },
  });
  const [key, , options] = (mutate.mock.calls as unknown[][])[0] ?? [];
  expect(key).toBe("/api/names");
  const { optimisticData, revalidate } = options as {
    optimisticData: (saved: unknown, shown: string[]) => string[];
    revalidate: boolean;
  };
  expect(optimisticData(undefined, ["mug"])).toEqual(["mug", "Kettle"]);
  expect(revalidate).toBe(false);
});

/** Presses Undo in the message about a command whose undo is this. */
async function pressUndo(undone: () => Promise<unknown>) {
  const onUndone = vi.fn();
  await run(async () => null, {
    success: "Image deleted.",
    failure: "Not deleted.",
    invalidates: ["list"],
    undo: () => ({ send: undone, success: "Restored.", failure: "Couldn't restore it.", onUndone }),
  });
  const [, options] = vi.mocked(toast.success).mock.calls[0] ?? [];
  const action = options?.action as { onClick: () => void } | undefined;
  mutate.mockClear();
  action?.onClick();
  return onUndone;
}

test("undoes from the message, and says so", async () => {
  const onUndone = await pressUndo(async () => {});
  await vi.waitFor(() => expect(toast).toHaveBeenCalledWith("Restored."), { timeout: 20_000 });
  expect(onUndone).toHaveBeenCalledOnce();
  expect(invalidated(["list"])).toEqual(["list"]);
});

test("says where undoing failed", async () => {
  const onUndone = await pressUndo(() => Promise.reject(refusal));
  await vi.waitFor(() => expect(toast.error).toHaveBeenCalledWith("Couldn't restore it. It is in use."), {
    timeout: 20_000,
  });
  expect(onUndone).not.toHaveBeenCalled();
});
