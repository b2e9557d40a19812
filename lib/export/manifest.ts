import "server-only";
import { stringify } from "csv-stringify/sync";
import { CSV_OPTIONS } from "#lib/csv.ts";
import { findManifestFacts, type ManifestFacts } from "#lib/db/images/export.ts";
import { ORIGINS, toChecks } from "#lib/db/images/read.ts";
import type { Check } from "#lib/schemas/check.ts";

export type Outcome = {
  imageId: string;
  file: string;
  made: { width: number; height: number; bytes: number; superseded: boolean } | string;
};

const BATCH = 500;
const COLUMNS = [
  "product",
  "asin",
  "sku",
  "variant",
  "file",
  "outcome",
  "dimensions",
  "width",
  "height",
  "bytes",
  "verdict",
  "checks",
  "prompt",
  "note",
  "model",
  "made by",
  "source",
  "source image",
  "decided by",
  "decided at",
  "decision note",
  "image",
];

/** "background: fail, 98.2 %; …" */
function wordsOf(checks: Check[]): string {
  return checks
    .map(({ id, verdict, value, unit }) => {
      const measured = value === null ? "" : `, ${value}${unit ? ` ${unit}` : ""}`;
      return `${id}: ${verdict}${measured}`;
    })
    .join("; ");
}

function wordOf(made: Outcome["made"]): string {
  if (typeof made === "string") return `skipped: ${made}`;
  return made.superseded ? "exported, although the current version is not approved" : "exported";
}

function row({ imageId, file, made }: Outcome, facts: ManifestFacts | undefined): (string | number)[] {
  const isMade = typeof made !== "string";
  const outcome = wordOf(made);
  const size = isMade ? [`${made.width}x${made.height}`, made.width, made.height, made.bytes] : ["", "", "", ""];
  const name = isMade ? file : "";
  if (!facts) return ["", "", "", "", name, outcome, ...size, ...Array<string>(11).fill(""), imageId];
  const { product, sourceImage, checks, verdict, decidedAt } = facts;
  return [
    product?.title ?? "",
    product?.asin ?? "",
    product?.sku ?? "",
    facts.targetVariant,
    name,
    outcome,
    ...size,
    verdict?.toLowerCase() ?? "not checked",
    wordsOf(toChecks(checks)),
    facts.prompt,
    facts.note ?? "",
    facts.model,
    ORIGINS[facts.origin],
    sourceImage?.variant ?? "",
    sourceImage?.id ?? "",
    facts.decidedBy ?? "",
    decidedAt?.toISOString() ?? "",
    facts.decisionNote ?? "",
    imageId,
  ];
}

/** Yields parts: prompts are long, and only some are kept in memory. */
export async function* manifestOf(outcomes: readonly Outcome[]): AsyncGenerator<string> {
  yield stringify([COLUMNS], { ...CSV_OPTIONS, bom: true });
  for (let start = 0; start < outcomes.length; start += BATCH) {
    const batch = outcomes.slice(start, start + BATCH);
    const facts = await findManifestFacts(batch.map(({ imageId }) => imageId));
    yield stringify(
      batch.map((outcome) => row(outcome, facts.get(outcome.imageId))),
      CSV_OPTIONS,
    );
  }
}
