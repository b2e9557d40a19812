import { expect, onTestFinished, vi } from "vitest";
import { db } from "#lib/db/client.ts";

/** Loses the answer to the first commit after which `isDone`, as a connection does that is reset just then. */
export async function loseAnswer(isDone: () => Promise<boolean>): Promise<void> {
  const client = await db();
  const transaction = client.$transaction.bind(client) as (work: unknown) => Promise<unknown>;
  let lost = false;
  const spy = vi.spyOn(client, "$transaction").mockImplementation(async (work: unknown) => {
    const result = await transaction(work);
    if (lost || !(await isDone())) return result as never;
    lost = true;
    throw Object.assign(new Error("Server has closed the connection."), { code: "P1017" });
  });
  onTestFinished(() => {
    spy.mockRestore();
    expect(lost).toBe(true);
  });
}
