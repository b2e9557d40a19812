import type { z } from "zod";
import { type Problem, problemSchema } from "#lib/schemas/problem.ts";

const ORIGIN = "http://localhost:3000";

export function request(path: string, init: RequestInit = {}): Request {
  return new Request(new URL(path, ORIGIN), { ...init, headers: { host: "localhost:3000", ...init.headers } });
}

export function jsonRequest(path: string, body: unknown, init: RequestInit = {}): Request {
  const headers = { "content-type": "application/json", ...init.headers };
  return request(path, {
    method: "POST",
    ...init,
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export function context<Params>(params: Params): { params: Promise<Params> } {
  return { params: Promise.resolve(params) };
}

/** Fails unless the status matches. */
export async function answer<Schema extends z.ZodType>(
  response: Response,
  status: number,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body = await response.text();
  if (response.status !== status) throw new Error(`Expected ${status}, got ${response.status}: ${body}`);
  return schema.parse(JSON.parse(body));
}

/** Fails unless the status matches. */
export async function problem(response: Response, status: number): Promise<Problem> {
  const type = response.headers.get("content-type");
  if (type !== "application/problem+json")
    throw new Error(`Expected a problem document, got ${type} with ${response.status}`);
  return answer(response, status, problemSchema);
}
