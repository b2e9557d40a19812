import type { z } from "zod";
import type { AppRouteHandlerRoutes } from "../../.next/types/routes.d.ts";

export type Answer = z.ZodType | `${string}/${string}` | null;

export type Operation = {
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The body may be left out: then every field has its default. */
  bodyOptional?: true;
  /** A multipart body. */
  form?: z.ZodObject;
  idempotent?: true;
  answers: Record<number, Answer>;
};

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

export type Operations = Partial<Record<(typeof METHODS)[number], Operation>>;

export type Route = Exclude<AppRouteHandlerRoutes, "/api/[...path]">;
