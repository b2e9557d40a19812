import type { z } from "zod";
import type { FieldError, Problem } from "#lib/schemas/problem.ts";

/** A request that did not succeed, with the sentence to show. `fields` says where a form is wrong. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly fields: FieldError[];

  constructor(message: string, { status, code, fields = [] }: { status: number; code: string; fields?: FieldError[] }) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** The server's own problem documents, as it wrote them. Anything else is from a proxy. */
const isProblem = (value: unknown): value is Problem =>
  isObject(value) && "detail" in value && typeof value.detail === "string" && "code" in value;

async function toApiError(response: Response): Promise<ApiError> {
  const problem: unknown = await response.json().catch(() => null);
  if (!isProblem(problem))
    return new ApiError(`The server answered ${response.status}.`, { status: response.status, code: "unknown" });
  const { detail, code, errors = [] } = problem;
  return new ApiError(detail, { status: response.status, code, fields: errors });
}

const unreachable = () => new ApiError("Can't reach the server. Is it running?", { status: 0, code: "offline" });

async function request(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await toApiError(response);
  return response;
}

/**
 * The server's tests hold its answers to the schema. Parsing them again here would bring zod to every page. What is no
 * object comes from a proxy.
 */
async function answerOf<Schema extends z.ZodType>(response: Response): Promise<z.output<Schema>> {
  const answer: unknown = response.status === 204 ? {} : await response.json().catch(() => null);
  if (!isObject(answer))
    throw new ApiError("The server sent an unexpected answer.", { status: response.status, code: "unknown" });
  return answer as z.output<Schema>;
}

/** GETs `path`. `Schema`: the schema of the answer. Throws `ApiError`. */
export async function api<Schema extends z.ZodType>(path: string): Promise<z.output<Schema>> {
  return answerOf<Schema>(await request(path));
}

type SendOptions = { method?: "POST" | "PATCH"; headers?: Record<string, string> };

export async function send<Schema extends z.ZodType = z.ZodType>(
  path: string,
  body: unknown,
  { method = "POST", headers = {} }: SendOptions = {},
): Promise<z.output<Schema>> {
  const init = { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
  return answerOf<Schema>(await request(path, init));
}

export async function command(path: string): Promise<void> {
  await request(path, { method: "POST" });
}

export async function remove(path: string): Promise<void> {
  await request(path, { method: "DELETE" });
}

type UploadOptions = { method?: "POST" | "PUT"; onProgress?: (sentBytes: number) => void; signal?: AbortSignal };

/** Not `fetch`, which can't say how much is sent. Throws `ApiError`, or what aborted the signal. */
export async function upload<Schema extends z.ZodType>(
  path: string,
  form: FormData,
  { method = "POST", onProgress, signal }: UploadOptions = {},
): Promise<z.output<Schema>> {
  const response = await new Promise<Response>((resolve, reject) => {
    const sending = new XMLHttpRequest();
    if (onProgress) sending.upload.onprogress = ({ loaded }) => onProgress(loaded);
    sending.onload = () => resolve(new Response(sending.responseText, { status: sending.status }));
    sending.onerror = () => reject(unreachable());
    sending.onabort = () => reject(signal?.reason);
    signal?.addEventListener("abort", () => sending.abort());
    sending.open(method, path);
    sending.send(form);
  });
  if (!response.ok) throw await toApiError(response);
  return answerOf<Schema>(response);
}
