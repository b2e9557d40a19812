import { expect, onTestFinished, vi } from "vitest";
import { db } from "#lib/db/client.ts";

/** Like a connection that is reset: drops the answer to the first commit after which `isDone`. */
export async function loseAnswer(isDone: () => Promise<boolean>): Promise<void> {
  const transaction = db.$transaction.bind(db) as (work: unknown) => Promise<unknown>;
  let lost = false;
  const spy = vi.spyOn(db, "$transaction").mockImplementation(async (work: unknown) => {
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
