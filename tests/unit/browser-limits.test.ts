import { afterEach, describe, expect, test, vi } from "vitest";
import { showNotification } from "#components/jobs/show-notification.ts";
import { unwatchJob, watchedJobs, watchJob } from "#components/jobs/watched-jobs.ts";
import { randomKey } from "#components/ui/send-once.ts";
import { type Job, jobSchema } from "#lib/schemas/job.ts";

const JOB: Job = jobSchema.parse({
  id: "j1",
  status: "COMPLETED",
  shots: [
    {
      ...{ name: "Lifestyle", variant: "PT01", targetVariant: "PT01", lookName: null, model: "demo" },
      ...{ total: 2, completed: 2, failed: 0, cancelled: 0, earlierPrompts: [] },
    },
  ],
  variant: "PT01",
  imageTypeId: null,
  imageTypeName: "Lifestyle",
  templateId: null,
  templateName: null,
  prompt: "",
  shotListId: null,
  shotListName: null,
  createdBy: null,
  model: "demo",
  reuse: true,
  tier: "standard",
  switchAfterMinutes: null,
  deadlineHours: null,
  thenTier: null,
  totalImages: 2,
  completedImages: 2,
  failedImages: 0,
  cancelledImages: 0,
  stopCode: null,
  goneModel: null,
  replacement: null,
  pausedReason: null,
  pausedMessage: null,
  budgetUsd: null,
  pilotImages: null,
  spentUsd: 0,
  cost: { settledUsd: 0, maybeUsd: 0 },
  estimate: null,
  batches: null,
  createdAt: "2026-11-23T10:00:00Z",
  startedAt: null,
  finishedAt: null,
  waitingUntil: null,
  waitingReason: null,
  waitingMessage: null,
  holdId: null,
  errorLog: [],
});

afterEach(() => vi.unstubAllGlobals());

describe("a notification", () => {
  const shown = vi.fn();

  class Working {
    static permission = "granted";
    onclick: unknown = null;
    constructor(...parameters: unknown[]) {
      shown(...parameters);
    }
  }

  class ServiceWorkersOnly {
    static permission = "granted";
    constructor() {
      throw new TypeError("Failed to construct 'Notification': Illegal constructor.");
    }
  }

  test("is shown where the browser does so", () => {
    vi.stubGlobal("Notification", Working);
    expect(showNotification(JOB)).toBe(true);
    expect(shown).toHaveBeenCalledWith(expect.stringContaining("Lifestyle"), { body: "2 made", tag: "job-j1" });
  });

  test("is not, and nothing throws, where it does not", () => {
    for (const Notification of [ServiceWorkersOnly, { permission: "denied" }]) {
      vi.stubGlobal("Notification", Notification);
      expect(showNotification(JOB)).toBe(false);
    }
    vi.unstubAllGlobals();
    expect(showNotification(JOB)).toBe(false);
  });
});

test("jobs are watched as long as the page lives where the browser refuses storage", () => {
  const refuse = () => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
  expect(watchedJobs()).toEqual([]);
  watchJob("j1");
  watchJob("j2");
  unwatchJob("j1");
  expect(watchedJobs()).toEqual(["j2"]);
});

test("a key is another one each time, also on a page that is not secure", () => {
  const real = crypto;
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => real.getRandomValues(bytes) });
  expect(new Set(Array.from({ length: 50 }, randomKey)).size).toBe(50);
});
