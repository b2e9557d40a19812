import "server-only";
import { isUtf8 } from "node:buffer";
import { lookup } from "node:dns/promises";
import http, { type ClientRequest, type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type Socket } from "node:net";
import { Cookies } from "#lib/import/cookies.ts";
import { readPicture, refusalOf } from "#lib/import/link-answer.ts";
import { isPublicAddress } from "#lib/import/public-address.ts";
import { RowError } from "#lib/import/row.ts";
import { directUrl } from "#lib/import/share-links.ts";
import { once } from "#lib/once.ts";
import { PICTURE_TYPES } from "#lib/schemas/upload.ts";

const LONGEST_MS = 30_000;
const CONNECT_MS = 10_000;
const MAX_REDIRECTS = 5;
const MAX_HEADER_BYTES = 32 * 1024;
const LONGEST_RETRY_AFTER_SECONDS = 60;
const LESS_PREFERRED: Record<string, number> = { "image/tiff": 0.9, "image/avif": 0.5, "image/gif": 0.5 };
/** Preferred types first: servers that choose by this header send the first one that they have. */
const ACCEPT = Object.keys(PICTURE_TYPES)
  .map((type) => (type in LESS_PREFERRED ? `${type};q=${LESS_PREFERRED[type]}` : type))
  .join();
const WEB_PORTS = new Set(["80", "443"]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);

export class TryLater extends Error {
  override readonly name = "TryLater";
  /** What the server asked for, in ms; null if nothing. */
  readonly waitMs: number | null;
  constructor(message: string, waitMs: number | null = null, options?: ErrorOptions) {
    super(message, options);
    this.waitMs = waitMs;
  }
}

/** The host did not answer in time: its next link will probably take as long. */
export class NoAnswer extends TryLater {}

export type Internet = {
  resolve(hostname: string): Promise<string[]>;
  open(url: URL, address: string, signal: AbortSignal, cookie?: string): Promise<IncomingMessage>;
};

const agents = () =>
  once("import-agents", () => ({
    http: new http.Agent({ keepAlive: true, timeout: LONGEST_MS }),
    https: new https.Agent({ keepAlive: true, timeout: LONGEST_MS }),
  }));

const bareHost = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, "$1");
const portOf = ({ port, protocol }: URL) => port || (protocol === "https:" ? "443" : "80");

/** Ends a request whose connection is slow, so that another address can be tried. */
function endSlowConnection(request: ClientRequest, socket: Socket): void {
  if (!socket.connecting) return;
  const slow = () => request.destroy(Object.assign(new Error("No connection in time."), { code: "ETIMEDOUT" }));
  const timer = setTimeout(slow, CONNECT_MS);
  request.once("close", () => clearTimeout(timer));
  socket.once("connect", () => clearTimeout(timer));
}

export const internet: Internet = {
  resolve: async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address),
  open(url, address, signal, cookie) {
    const secure = url.protocol === "https:";
    const host = bareHost(url);
    return new Promise((resolve, reject) => {
      const options = {
        host: address,
        port: portOf(url),
        path: `${url.pathname}${url.search}`,
        headers: {
          host: url.host,
          accept: ACCEPT,
          "accept-encoding": "identity",
          "user-agent": "Packshot",
          ...(cookie === undefined ? {} : { cookie }),
        },
        maxHeaderSize: MAX_HEADER_BYTES,
        agent: secure ? agents().https : agents().http,
        signal,
        ...(secure && isIP(host) === 0 ? { servername: host } : {}),
      };
      const request = secure ? https.get(options, resolve) : http.get(options, resolve);
      request.on("error", reject);
      request.on("socket", (socket) => endSlowConnection(request, socket));
      request.on("upgrade", ({ statusCode }, socket) => {
        socket.destroy();
        reject(new RowError("LINK_FAILED", `${url.host} answered ${statusCode}.`));
      });
      // After an answer it comes too, and changes nothing.
      request.on("close", () => reject(new Error("The connection ended without an answer.")));
    });
  },
};

const codeOf = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");

async function unlessAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function resolveHost(hostname: string, { resolve }: Internet, signal: AbortSignal): Promise<string[]> {
  try {
    return await unlessAborted(resolve(hostname), signal);
  } catch (cause) {
    if (codeOf(cause) === "ENOTFOUND")
      throw new RowError("LINK_FAILED", `The host ${hostname} does not exist.`, { cause });
    throw cause;
  }
}

/**
 * Each name is resolved once and that result is used, so that a later answer (DNS rebinding) has no effect. Throws
 * `RowError` if an address is not public.
 */
async function addressesOf(url: URL, { outside, allowHosts }: Options, signal: AbortSignal): Promise<string[]> {
  const host = bareHost(url);
  const allowed = allowHosts.includes(`${url.hostname}:${portOf(url)}`);
  if (!(allowed || WEB_PORTS.has(portOf(url))))
    throw new RowError(
      "LINK_REFUSED",
      `${url.host}: links must use port 80 or 443, unless IMPORT_ALLOW_HOSTS lists the host.`,
    );
  const addresses = isIP(host) ? [host] : await resolveHost(host, outside, signal);
  if (addresses.length === 0 || !(allowed || addresses.every((address) => isPublicAddress(address))))
    throw new RowError(
      "LINK_REFUSED",
      `${url.host} is not on the public internet. Packshot only fetches from public addresses.`,
    );
  return addresses;
}

async function openFirst(
  url: URL,
  options: Options,
  signal: AbortSignal,
  cookie: string | undefined,
): Promise<IncomingMessage> {
  const addresses = await addressesOf(url, options, signal);
  let failure: unknown = null;
  for (const address of addresses) {
    try {
      return await unlessAborted(options.outside.open(url, address, signal, cookie), signal);
    } catch (error) {
      if (error instanceof RowError || signal.aborted) throw error;
      failure = error;
    }
  }
  throw failure;
}

/** Node decodes headers as Latin-1; servers write addresses in UTF-8. */
function readLocation(header: string): string {
  const bytes = Buffer.from(header, "latin1");
  return isUtf8(bytes) ? bytes.toString() : header;
}

function nextUrl(url: URL, location: string | undefined): URL {
  const next = location === undefined ? null : URL.parse(readLocation(location), url);
  if (next === null || !/^https?:$/.test(next.protocol) || next.username || next.password)
    throw new RowError("LINK_FAILED", `${url.host} redirects to an address that can't be fetched.`);
  return next;
}

function retryAfterMs({ headers }: IncomingMessage): number | null {
  const seconds = Number(headers["retry-after"]);
  return seconds > 0 ? Math.min(seconds, LONGEST_RETRY_AFTER_SECONDS) * 1_000 : null;
}

async function checkStatus(response: IncomingMessage, url: URL): Promise<void> {
  const { statusCode: status = 0 } = response;
  if (status === 200) return;
  if (PASSING.has(status)) throw new TryLater(`${url.host} answered ${status}.`, retryAfterMs(response));
  throw await refusalOf(response, url);
}

async function follow(link: string, options: Options, signal: AbortSignal): Promise<Buffer> {
  let url = directUrl(new URL(link));
  const linkedHost = url.host;
  const cookies = new Cookies();
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    // What is allowed was named by a person; a redirect names what its server likes.
    const allowHosts = url.host === linkedHost ? options.allowHosts : [];
    const response = await openFirst(url, { ...options, allowHosts }, signal, cookies.headerFor(url));
    try {
      if (!REDIRECTS.has(response.statusCode ?? 0)) {
        await checkStatus(response, url);
        return await readPicture(response, url);
      }
      cookies.keep(response.headers, url);
    } finally {
      if (!response.complete) response.destroy();
    }
    url = nextUrl(url, response.headers.location);
  }
  throw new RowError("LINK_FAILED", `${url.host}: too many redirects (more than ${MAX_REDIRECTS}).`);
}

type Options = {
  /** `host:port` pairs that may be private, for links to them; other hosts may not redirect there. */
  allowHosts: readonly string[];
  signal: AbortSignal;
  outside: Internet;
  longestMs?: number;
};

/**
 * From public addresses only. Names are resolved once, their addresses tried in order. Throws `RowError` if it can
 * never work, `TryLater` if it may.
 */
export async function download(link: string, options: Options): Promise<Buffer> {
  const { longestMs = LONGEST_MS } = options;
  const timeout = AbortSignal.timeout(longestMs);
  try {
    return await follow(link, options, AbortSignal.any([timeout, options.signal]));
  } catch (error) {
    if (error instanceof RowError || error instanceof TryLater || options.signal.aborted) throw error;
    const { host } = new URL(link);
    if (timeout.aborted) throw new NoAnswer(`${host} took longer than ${longestMs / 1_000} s.`, null, { cause: error });
    if (codeOf(error).startsWith("HPE_"))
      throw new RowError(
        "LINK_FAILED",
        `${host} sent an invalid HTTP answer (${codeOf(error)}). Download the picture and add it in a zip.`,
        {
          cause: error,
        },
      );
    if (codeOf(error) === "ETIMEDOUT") throw new NoAnswer(`${host} does not answer.`, null, { cause: error });
    throw new TryLater(`${host} can't be reached (${codeOf(error) || "no reason given"}).`, null, { cause: error });
  }
}
