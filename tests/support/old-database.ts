import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { driver, type Session } from "#lib/db/connection/driver.ts";

const TABLE = `CREATE TABLE _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

async function applyUntil(session: Session, last: string): Promise<void> {
  await session.exec(TABLE);
  const names = readdirSync("prisma/migrations").filter((name) => /^\d{14}_/.test(name) && name <= last);
  for (const name of names.sort()) {
    const sql = readFileSync(`prisma/migrations/${name}/migration.sql`, "utf8");
    await session.exec(sql);
    await session.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)",
      [randomUUID(), createHash("sha256").update(sql).digest("hex"), name],
    );
  }
}

/**
 * The schema in which one table held an image's whole life: a finished job with versions, reviews and a deletion, and a
 * running one.
 */
const ROWS = `
  INSERT INTO "Product" (id, asin, sku, title, category, "generatedCount", "lastGeneratedAt", "updatedAt") VALUES
    ('mug', 'B000000001', 'S1', 'Mug', 'Kitchen', 3, '2026-01-01T00:00:03Z', now()),
    ('cup', 'B000000002', NULL, 'Cup', NULL, 1, '2026-01-01T00:00:04Z', now()),
    ('bowl', 'B000000003', NULL, 'Bowl', NULL, 0, NULL, now());
  INSERT INTO "SourceImage" (id, "productId", variant, "storageKey", "mimeType", width, height, bytes, sha256) VALUES
    ('mug-main', 'mug', 'MAIN', 'source-images/mug', 'image/jpeg', 1000, 1000, 5, 'm'),
    ('cup-main', 'cup', 'MAIN', 'source-images/cup', 'image/jpeg', 1000, 1000, 5, 'c'),
    ('bowl-main', 'bowl', 'MAIN', 'source-images/bowl', 'image/jpeg', 1000, 1000, 5, 'b');
  INSERT INTO "GenerationJob" (id, status, variant, "imageTypeName", prompt, model, "totalImages", "completedImages", "failedImages",
    "startedAt", "finishedAt", retries, "promptPlan") VALUES
    ('ended', 'COMPLETED', 'MAIN', 'Lifestyle', '{{product_title}} on a table', 'demo', 3, 2, 1, '2026-01-01', '2026-01-02', 1, NULL),
    ('again', 'COMPLETED', 'MAIN', 'Lifestyle', 'Plain white', 'demo', 1, 1, 0, '2026-01-01', '2026-01-02', 0, NULL),
    ('running', 'PROCESSING', 'MAIN', 'Lifestyle', '{{product_title}} outdoors', 'gemini-3-pro-image', 2, 0, 0, '2026-01-01', NULL, 0, NULL),
    ('large', 'PROCESSING', 'MAIN', 'Lifestyle', 'A {{product_title}} {{mood}}', 'gemini-3-pro-image', 2, 0, 0, '2026-01-01', NULL, 0,
      '{"text": "A {{product_title}} {{mood}}", "fixed": {"mood": "{{asin}}"}, "fromProduct": {"product_title": "product_title"}}');
  INSERT INTO "ImageDraft" ("jobId", turn, "productId", "sourceImageId", "cancelCode") VALUES
    ('large', 7, 'bowl', 'bowl-main', NULL), ('large', 8, 'cup', 'cup-main', 'CANCELLED');
  INSERT INTO "GeneratedImage" (id, "productId", "sourceImageId", "jobId", status, "errorCode", "errorMessage", attempts, round, "messageId",
    turn, claims, phase, crashes, "unsavedBy", "unsavedAt", origin, prompt, model, "modelVersion", "promptTokens", "storageKey",
    "mimeType", width, height, bytes, sha256, "targetSlot", "parentImageId", "chainId", "originJobId", "isCurrent", "fromResult", note,
    checks, verdict, flags, "lookHash", decision, "decisionNote", "decidedBy", "decidedAt", "createdAt", "updatedAt", "endedAt")
  SELECT r.id, coalesce("productId", 'mug'), coalesce("sourceImageId", 'mug-main'), "jobId", coalesce(status, 'COMPLETED'), "errorCode", "errorMessage",
    coalesce(attempts, 1), coalesce(round, 0), "messageId", coalesce(turn, 0), coalesce(claims, 1), phase, coalesce(crashes, 0), "unsavedBy", "unsavedAt",
    coalesce(origin, 'MODEL'), coalesce(prompt, 'Mug on a table'), coalesce(model, 'demo'), "modelVersion", coalesce("promptTokens", 0),
    CASE WHEN status IS NULL THEN 'generated-images/' || id END, CASE WHEN status IS NULL THEN 'image/png' END,
    CASE WHEN status IS NULL THEN 640 END, CASE WHEN status IS NULL THEN 480 END, CASE WHEN status IS NULL THEN 99 END,
    CASE WHEN status IS NULL THEN 'sha-' || id END, coalesce("targetSlot", 'MAIN'), "parentImageId", coalesce("chainId", id),
    coalesce("originJobId", "jobId"), coalesce("isCurrent", true), coalesce("fromResult", false), note, checks, verdict, coalesce(flags, '{}'),
    "lookHash", decision, "decisionNote", "decidedBy", "decidedAt", '2026-01-01T00:00:00Z', '2026-01-01T00:00:05Z',
    CASE WHEN coalesce(status, 'COMPLETED') NOT IN ('QUEUED', 'GENERATING') THEN timestamptz '2026-01-01T00:00:03Z' END
  FROM jsonb_populate_recordset(NULL::"GeneratedImage", '[
    {"id": "first", "jobId": "ended", "isCurrent": false, "attempts": 2, "promptTokens": 12, "modelVersion": "v1", "lookHash": "-5",
      "checks": [{"id": "background", "verdict": "warn", "value": 98.2, "unit": "%", "limit": 99}], "verdict": "WARN", "flags": ["background"],
      "decision": "APPROVE", "decisionNote": "Good", "decidedBy": "local user", "decidedAt": "2026-01-03T00:00:00Z"},
    {"id": "second", "jobId": null, "originJobId": "ended", "chainId": "first", "parentImageId": "first", "prompt": "Mug on a table, lighter",
      "note": "Lighter", "fromResult": true, "targetSlot": "PT01", "decision": "REJECT", "decidedBy": "local user", "decidedAt": "2026-01-04T00:00:00Z"},
    {"id": "fix", "originJobId": "ended", "chainId": "first", "parentImageId": "first", "origin": "FIX", "status": "QUEUED", "isCurrent": false,
      "messageId": "00000000-0000-4000-8000-000000000001", "attempts": 0, "claims": 0},
    {"id": "other", "productId": "cup", "sourceImageId": "cup-main", "jobId": "ended", "prompt": "Cup on a table",
      "decision": "APPROVE", "decidedBy": "local user", "decidedAt": "2026-01-03T00:00:00Z"},
    {"id": "failed", "productId": "bowl", "sourceImageId": "bowl-main", "jobId": "ended", "status": "FAILED", "errorCode": "BLOCKED_SAFETY",
      "errorMessage": "No.", "prompt": "Bowl on a table"},
    {"id": "rival", "jobId": "again", "prompt": "Plain white", "decision": "APPROVE", "decidedBy": "local user", "decidedAt": "2026-01-03T00:00:00Z"},
    {"id": "calling", "jobId": "running", "status": "GENERATING", "model": "gemini-3-pro-image", "prompt": "Mug outdoors", "turn": 5, "claims": 2, "phase": "CALLING",
      "round": 1, "crashes": 1, "unsavedBy": "host:/data", "unsavedAt": "2026-01-01T00:00:00Z", "messageId": "00000000-0000-4000-8000-000000000002"},
    {"id": "waiting", "productId": "cup", "sourceImageId": "cup-main", "jobId": "running", "status": "QUEUED", "model": "gemini-3-pro-image",
      "prompt": "Cup outdoors", "turn": 6, "claims": 0, "attempts": 0, "messageId": "00000000-0000-4000-8000-000000000003"},
    {"id": "lost", "productId": "bowl", "sourceImageId": "bowl-main", "jobId": "again", "prompt": "Plain white", "note": null, "lookHash": "7"}
  ]') r;
  INSERT INTO "ImageReview" ("imageId", decision, note, by, "createdAt") VALUES
    ('first', 'REJECT', 'Dark', 'local user', '2026-01-02'), ('first', 'APPROVE', 'Good', 'local user', '2026-01-03'),
    ('lost', 'APPROVE', 'Nice', 'local user', '2026-01-03');
  INSERT INTO "GenerationAttempt" ("imageId", "jobId", round, claim, called, code, counted, "startedAt", "callMs") VALUES
    ('first', 'ended', 0, 1, true, 'TIMEOUT', true, '2026-01-01', 180000), ('first', 'ended', 0, 2, true, 'COMPLETED', true, '2026-01-01', 9000),
    ('failed', 'ended', 0, 1, true, 'BLOCKED_SAFETY', true, '2026-01-01', 8000), ('calling', 'running', 1, 2, true, NULL, false, now(), NULL);
  INSERT INTO "Deletion" (id, kind, "removeAfter") VALUES ('lost', 'IMAGE', now() + interval '1 day');
  INSERT INTO "DeletedRow" ("deletionId", "table", data, "storageKey")
    SELECT 'lost', 'GeneratedImage', to_jsonb(i) || '{"decision": "APPROVE", "decisionNote": "Nice", "decidedBy": "local user", "decidedAt": "2026-01-03T00:00:00+00:00"}',
      "storageKey" FROM "GeneratedImage" i WHERE id = 'lost';
  INSERT INTO "DeletedRow" ("deletionId", "table", data) SELECT 'lost', 'ImageReview', to_jsonb(r) FROM "ImageReview" r WHERE "imageId" = 'lost';
  DELETE FROM "GeneratedImage" WHERE id = 'lost';`;

/** Stops at the migration `last`. */
export async function openOldDatabase(last: string): Promise<void> {
  await (await driver()).withSession(async (session) => {
    // On PostgreSQL the test file starts with a copy of the newest schema.
    await session.exec("DROP SCHEMA IF EXISTS pgboss CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await applyUntil(session, last);
    await session.exec(ROWS);
  });
}
