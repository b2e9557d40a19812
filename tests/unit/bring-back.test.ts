import { afterEach, expect, test, vi } from "vitest";
import { bringBack } from "#components/review/bring-back.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A server that answers each request with what is pending; returns the ids that each one named. */
function serve(...pending: string[][]): string[][] {
  const asked: string[][] = [];
  vi.stubGlobal("fetch", async (_path: string, { body }: { body: string }) => {
    const { imageIds } = JSON.parse(body) as { imageIds: string[] };
    asked.push(imageIds);
    return Response.json({ restored: imageIds, inProgress: pending[asked.length - 1] ?? [] });
  });
  return asked;
}

test("brings images back in parts of what one request takes", async () => {
  const asked = serve();
  const onDone = vi.fn();
  await bringBack(
    Array.from({ length: 1_001 }, (_, index) => `image-${index}`),
    onDone,
  );
  expect(asked.map((ids) => ids.length)).toEqual([1_000, 1]);
  await vi.waitFor(() => expect(onDone).toHaveBeenCalledOnce(), { timeout: 20_000 });
});

test("asks again for what was being made, after it has resolved", async () => {
  vi.useFakeTimers();
  const asked = serve(["second"], ["second"]);
  const onDone = vi.fn();
  await bringBack(["first", "second"], onDone);
  expect(asked).toEqual([["first", "second"]]);
  await vi.advanceTimersByTimeAsync(2_500);
  expect(asked.slice(1)).toEqual([["second"], ["second"]]);
  expect(onDone).toHaveBeenCalledOnce();
});

test("says where the server does not take it", async () => {
  vi.stubGlobal("fetch", async () => new Response(null, { status: 500 }));
  await expect(bringBack(["first"], () => {})).rejects.toMatchObject({ status: 500 });
});
