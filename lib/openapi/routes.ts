import { z } from "zod";
import { catalogRoutes } from "#lib/openapi/catalog.ts";
import { imageRoutes } from "#lib/openapi/images.ts";
import type { Operations, Route } from "#lib/openapi/operation.ts";
import { userRoutes } from "#lib/openapi/users.ts";
import { backupsSchema } from "#lib/schemas/backup.ts";
import { costsQuerySchema, costsSchema } from "#lib/schemas/cost.ts";
import { healthSchema } from "#lib/schemas/health.ts";
import { modelCheckSchema, modelsSchema } from "#lib/schemas/model.ts";
import { settingsPatchSchema, settingsSchema } from "#lib/schemas/settings.ts";

const statusSchema = z.object({ status: z.literal("ok") });

export const routes: Record<Route, Operations> = {
  "/metrics": { GET: { summary: "Get metrics for Prometheus", answers: { 200: "text/plain" } } },
  "/api/openapi.json": { GET: { summary: "Get this document", answers: { 200: z.looseObject({}) } } },
  "/api/health": {
    GET: { summary: "Check what runs and what waits", answers: { 200: healthSchema.or(statusSchema) } },
  },
  "/api/health/live": {
    GET: { summary: "Check that the process answers", answers: { 200: statusSchema } },
  },
  "/api/costs": {
    GET: {
      summary: "Get what calls cost by day, month, job, model or image",
      query: costsQuerySchema,
      answers: { 200: costsSchema },
    },
  },
  "/api/models": { GET: { summary: "List the models that jobs can use", answers: { 200: modelsSchema } } },
  "/api/models/[id]/check": {
    POST: {
      summary: "Check by a small call, which costs money, that a model works",
      idempotent: true,
      answers: { 200: modelCheckSchema },
    },
  },
  "/api/settings": {
    GET: { summary: "Get the settings, and what is spent of the limits", answers: { 200: settingsSchema } },
    PATCH: { summary: "Change the settings", body: settingsPatchSchema, answers: { 200: settingsSchema } },
  },
  "/api/costs/costs.csv": {
    GET: { summary: "Download what calls cost as CSV", query: costsQuerySchema, answers: { 200: "text/csv" } },
  },
  ...userRoutes,
  "/api/backups": {
    GET: { summary: "List the backups in BACKUP_DIR", answers: { 200: backupsSchema } },
    POST: { summary: "Make a backup in BACKUP_DIR", answers: { 202: backupsSchema } },
  },
  ...catalogRoutes,
  ...imageRoutes,
};
