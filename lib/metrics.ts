import "server-only";
import { sumCostsByModel } from "#lib/db/costs.ts";
import { findHolds } from "#lib/db/jobs/holds.ts";
import { CALL_BUCKETS_MS, type CallCounts, countCalls, countImages, countJobs } from "#lib/db/metrics.ts";

type Sample = { name?: string; labels?: Record<string, string>; value: number };

function metric(name: string, type: "counter" | "gauge" | "histogram", help: string, samples: Sample[]): string {
  const lines = samples.map(({ name: suffix = "", labels = {}, value }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text.replace(/[\\"\n]/g, "_")}"`);
    return `${name}${suffix}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
  });
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join("\n");
}

function durations({ code: outcome, calls, sumMs, upTo }: CallCounts): Sample[] {
  const buckets = CALL_BUCKETS_MS.map((end, index) => ({
    name: "_bucket",
    labels: { outcome, le: String(end / 1_000) },
    value: upTo[index] ?? 0,
  }));
  return [
    ...buckets,
    { name: "_bucket", labels: { outcome, le: "+Inf" }, value: calls },
    { name: "_sum", labels: { outcome }, value: sumMs / 1_000 },
    { name: "_count", labels: { outcome }, value: calls },
  ];
}

export async function readMetrics(): Promise<string> {
  const [calls, images, jobs, [hold], costs] = await Promise.all([
    countCalls(),
    countImages(),
    countJobs(),
    findHolds(),
    sumCostsByModel(),
  ]);
  const inState = (state: string) =>
    images.filter(({ status }) => status === state).reduce((sum, group) => sum + group.images, 0);
  return `${[
    metric(
      "packshot_images",
      "gauge",
      "Generated images by state and, if they failed, by outcome.",
      images.map(({ status, code, images: value }) => ({ labels: { status, outcome: code ?? "" }, value })),
    ),
    metric(
      "packshot_jobs",
      "gauge",
      "Jobs by state.",
      jobs.map(({ status, jobs: value }) => ({ labels: { status }, value })),
    ),
    metric("packshot_queue_depth", "gauge", "Images that wait for a worker, and images that a worker has claimed.", [
      { labels: { state: "waiting" }, value: inState("QUEUED") },
      { labels: { state: "active" }, value: inState("GENERATING") },
    ]),
    metric("packshot_hold_seconds", "gauge", "Seconds until the current hold ends; 0 if there is none.", [
      { labels: { reason: hold?.code ?? "" }, value: hold ? hold.waitMs / 1_000 : 0 },
    ]),
    metric(
      "packshot_call_duration_seconds",
      "histogram",
      "Duration of calls to the model by outcome.",
      calls.flatMap(durations),
    ),
    metric(
      "packshot_cost_usd",
      "gauge",
      "What calls cost since the first one, by model; state maybe: of calls that were cut off, if Google billed them.",
      costs.flatMap(({ model, settledUsd, maybeUsd }) => [
        { labels: { model, state: "settled" }, value: settledUsd },
        { labels: { model, state: "maybe" }, value: maybeUsd },
      ]),
    ),
  ].join("\n")}\n`;
}
