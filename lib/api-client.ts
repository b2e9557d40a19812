import type { z } from "zod";
import { type FieldError, problemSchema } from "#lib/schemas/problem.ts";

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

async function toApiError(response: Response): Promise<ApiError> {
  const problem = problemSchema.safeParse(await response.json().catch(() => null));
  if (!problem.success)
    return new ApiError(`The server answered ${response.status}.`, { status: response.status, code: "unknown" });
  const { detail, code, errors = [] } = problem.data;
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

/** GETs `path` and parses the answer. Throws `ApiError`. */
export async function api<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  return schema.parse(await (await request(path)).json());
}

type SendOptions = { method?: "POST" | "PATCH"; headers?: Record<string, string> };

export async function send<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  body: unknown,
  { method = "POST", headers = {} }: SendOptions = {},
): Promise<z.output<Schema>> {
  const init = { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
  return schema.parse(await (await request(path, init)).json());
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
  schema: Schema,
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
  return schema.parse(await response.json());
}
