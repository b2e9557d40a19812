import { afterEach, expect, test, vi } from "vitest";
import { pollWhile } from "#components/ui/polling.ts";
import { createQueue } from "#components/ui/queue.ts";
import { createKeptStore, createStore } from "#components/ui/store.ts";
import { isJobList, isPartOfJob, isReviewFact } from "#components/ui/swr-keys.ts";

afterEach(() => void vi.unstubAllGlobals());

test("a queue does one thing after the other, also after one that failed", async () => {
  const queue = createQueue();
  const done: string[] = [];
  const first = queue.add(async () => {
    await Promise.resolve();
    done.push("first");
    throw new Error("No.");
  });
  const second = queue.add(async () => void done.push("second"));
  await expect(first).rejects.toThrow("No.");
  await second;
  await queue.settled();
  expect(done).toEqual(["first", "second"]);
});

test("a store tells its listeners until they leave", () => {
  const store = createStore(1);
  const listener = vi.fn();
  const leave = store.subscribe(listener);
  store.set((number) => number + 1);
  leave();
  store.set((number) => number + 1);
  expect(store.get()).toBe(3);
  expect(listener).toHaveBeenCalledOnce();
});

const names = (area: "sessionStorage" | "localStorage") =>
  createKeptStore<readonly string[]>([], {
    ...{ key: "names", area },
    toText: (list) => list.join(","),
    fromText: (text) => text.split(","),
  });

/** A browser's storage with this in it. */
function stubStorage(area: string, text: string | null) {
  const values = new Map(text === null ? [] : [["names", text]]);
  vi.stubGlobal(area, {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => values.set(key, value),
  });
  return values;
}

test("a kept store begins with what the browser has, and keeps what changes", () => {
  const values = stubStorage("sessionStorage", "mug");
  const store = names("sessionStorage");
  expect(store.get()).toEqual(["mug"]);
  store.set((list) => [...list, "lamp"]);
  expect(values.get("names")).toBe("mug,lamp");
  expect(store.get()).toBe(store.get());
});

test("a store that is shared follows what another tab wrote", () => {
  const values = stubStorage("localStorage", null);
  const store = names("localStorage");
  expect(store.get()).toEqual([]);
  values.set("names", "mug");
  store.set((list) => [...list, "lamp"]);
  expect(store.get()).toEqual(["mug", "lamp"]);
});

test("where a browser refuses storage, the state lives as long as the page", () => {
  const refuse = () => {
    throw new Error("SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
  const store = names("localStorage");
  store.set(() => ["mug"]);
  expect(store.get()).toEqual(["mug"]);
});

test("polls while something is in progress, and not before there is an answer", () => {
  const every = pollWhile((job: { isRunning: boolean }) => job.isRunning, 2_000, { otherwise: 15_000 });
  expect([every({ isRunning: true }), every({ isRunning: false }), every(undefined)]).toEqual([2_000, 15_000, 15_000]);
});

test("polls on what the server sent with the page, before there is an answer that differs from it", () => {
  const initial = { isRunning: true };
  const every = pollWhile((job: { isRunning: boolean }) => job.isRunning, 2_000, { initial });
  expect([every(undefined), every({ isRunning: false })]).toEqual([2_000, 0]);
});

test("knows which answers a change makes old", () => {
  expect(["/api/jobs", "/api/jobs?limit=5", "/api/jobs/1"].filter(isJobList)).toEqual([
    "/api/jobs",
    "/api/jobs?limit=5",
  ]);
  expect(
    [["/api/jobs/1/images?limit=5", null], "/api/jobs/1", ["/api/jobs/10/images", null]].filter(isPartOfJob("1")),
  ).toEqual([["/api/jobs/1/images?limit=5", null]]);
  const facts = ["/api/images/1/versions", "/api/images/2/reviews", "/api/images/1", null];
  expect(facts.filter(isReviewFact())).toEqual(["/api/images/1/versions", "/api/images/2/reviews"]);
  expect(facts.filter(isReviewFact("1"))).toEqual(["/api/images/2/reviews"]);
});
