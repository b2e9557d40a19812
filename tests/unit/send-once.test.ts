import { afterEach, expect, test, vi } from "vitest";
import { sendOnce } from "#components/ui/send-once.ts";

const keys: (string | null)[] = [];

/** Has the browser's `fetch` give these answers, one after the other; null is a lost connection. */
function answers(...statuses: (number | null)[]) {
  keys.length = 0;
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get("idempotency-key"));
    const status = statuses.shift() ?? null;
    if (status === null) throw new TypeError("Failed to fetch");
    const problem = {
      type: "about:blank",
      title: "Conflict",
      status,
      code: status === 503 ? "unavailable" : "conflict",
      detail: "No.",
    };
    return Response.json(status === 200 ? {} : problem, { status });
  });
}

const ask = (body: unknown) => sendOnce("/api/images/a/regenerate", body).catch(() => {});

afterEach(() => void vi.unstubAllGlobals());

test("carries the same key again while the outcome of a request is unknown, and a new one after an answer", async () => {
  answers(null, 503, 200, 200, 409, 200);
  for (let round = 0; round < 6; round += 1) await ask({ note: "Lighter" });
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys.slice(1, 3)).toEqual([keys[0], keys[0]]);
  expect(new Set([keys[0], ...keys.slice(3)]).size).toBe(4);
});

test("gives another request a key of its own, and the first one its own again", async () => {
  answers(null, null, null);
  await ask({ note: "Lighter" });
  await ask({ note: "Darker" });
  await ask({ note: "Lighter" });
  expect(keys[0]).not.toBe(keys[1]);
  expect(keys[2]).toBe(keys[0]);
});
