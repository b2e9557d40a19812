import { AsyncLocalStorage } from "node:async_hooks";
import { z } from "zod";
import { once } from "#lib/once.ts";

const errorSchema = z.object({
  code: z.number().int().optional().catch(undefined),
  status: z.string().catch(""),
  message: z.string().catch(""),
  details: z.unknown().optional(),
});
const bodySchema = z.object({ error: errorSchema });

export type GoogleError = z.infer<typeof errorSchema>;

/** `answeredAt`: by the clock of the server, if known. `googleError`: null if the body was not Google's. */
export type HttpAnswer = {
  status: number;
  answeredAt: Date;
  retryAfter: string | null;
  googleError: GoogleError | null;
};

/** A date in `Retry-After` is compared with the answer's `Date`: this machine's clock may be hours off. */
function dateOf(headers: Headers): Date {
  const date = new Date(headers.get("date") ?? "");
  return Number.isNaN(date.getTime()) ? new Date() : date;
}

/** A bare error, one in a list as streams send them, or null. */
export function findGoogleError(body: unknown): GoogleError | null {
  for (const entry of [body].flat()) {
    const { success, data } = bodySchema.safeParse(entry);
    if (success) return data.error;
  }
  return null;
}

function parseEvents(text: string): unknown[] {
  const lines = text.split(/\r?\n/).filter((line) => line.startsWith("data:"));
  if (lines.length === 0) throw new SyntaxError("The body is neither JSON nor an event stream.");
  return lines.map((line): unknown => JSON.parse(line.slice("data:".length)));
}

function parseBody(text: string): unknown {
  return text.trimStart().startsWith("data:") ? parseEvents(text) : JSON.parse(text);
}

/** `tier`: the service tier that answered, where a header names it. */
type Call = { answer: HttpAnswer | null; tier: string | null; fetchError: unknown };

async function readError(response: Response): Promise<GoogleError | null> {
  const text = await response.clone().text();
  try {
    return findGoogleError(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const DISPATCHER = Symbol.for("undici.globalDispatcher.1");
type Dispatcher = { dispatch(options: object, handler: unknown): boolean };
const shared = globalThis as typeof globalThis & { [DISPATCHER]?: Dispatcher };

/**
 * Node's own gives up on an answer whose headers take longer than 300 s. Here the call's signal is the only limit; connections and
 * the proxy stay those of Node.
 */
const patientDispatcher: Dispatcher = {
  dispatch: (options, handler) =>
    shared[DISPATCHER]?.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler) ?? false,
};

/** `fetch` without a limit of its own for the answer. */
export function patiently(init: RequestInit | undefined): RequestInit {
  return Object.assign({}, init, { dispatcher: patientDispatcher });
}

/**
 * Records each answer of `fetch`, or its failure. The SDK keeps only an error's number or message, and reads only a
 * single JSON object: it is given the values of the body as a list, whatever its format.
 */
function listen(): AsyncLocalStorage<Call> {
  const listeners = new AsyncLocalStorage<Call>();
  const plainFetch = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const call = listeners.getStore();
    if (!call) return plainFetch(input, init);
    const response = await plainFetch(input, patiently(init)).catch((error: unknown) => {
      call.fetchError = error;
      throw error;
    });
    const { status, headers } = response;
    call.tier = headers.get("x-gemini-service-tier");
    call.answer = {
      status,
      answeredAt: dateOf(headers),
      retryAfter: headers.get("retry-after"),
      googleError: null,
    };
    if (response.ok) response.json = async () => [parseBody(await response.text())].flat();
    else call.answer.googleError = await readError(response);
    return response;
  };
  return listeners;
}

/** Of an answer that `fetch` gave for a refused request. */
export async function readHttpAnswer(response: Response): Promise<HttpAnswer> {
  const { status, headers } = response;
  const retryAfter = headers.get("retry-after");
  return { status, answeredAt: dateOf(headers), retryAfter, googleError: await readError(response) };
}

/** Throws what `onFailure` makes of the SDK's or fetch's error and the answer (null if none came). */
export async function withHttpAnswer<Answer>(
  run: (call: Readonly<Call>) => Promise<Answer>,
  onFailure: (error: unknown, answer: HttpAnswer | null) => Error,
): Promise<Answer> {
  const call: Call = { answer: null, tier: null, fetchError: null };
  try {
    return await once("gemini-http-answer", listen).run(call, () => run(call));
  } catch (error) {
    throw onFailure(call.fetchError ?? error, call.answer);
  }
}
