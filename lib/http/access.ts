import { bearerToken } from "#lib/auth/bearer.ts";
import { type Env, isLoopbackAddress } from "#lib/env.ts";

/** `path` is still encoded. */
export type Caller = { method: string; path: string; headers: Headers };

export type AccessRules = {
  /** APP_URL. Null if the app is known by loopback names only. */
  appUrl: URL | null;
  /** Only programs of this machine reach the app, and whoever uses it has all rights. */
  isLocal: boolean;
  /** How many are in front of the app. */
  proxies: number;
};

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const LOOPBACK_HOST = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/i;
const FORWARDED = /^(?:forwarded|via|x-forwarded-.+)$/;
/** Monitoring uses any name for this machine. These paths tell nothing about the seller's data. */
const ANY_HOST = new Set(["/api/health", "/api/health/live", "/metrics"]);

export function accessRules({
  APP_URL,
  AUTH,
  HOST,
  TRUST_PROXY,
}: Pick<Env, "APP_URL" | "AUTH" | "HOST" | "TRUST_PROXY">): AccessRules {
  return {
    appUrl: APP_URL === undefined ? null : new URL(APP_URL),
    isLocal: AUTH === "local" && (HOST === "localhost" || isLoopbackAddress(HOST)),
    proxies: TRUST_PROXY,
  };
}

function isAppHost(host: string, { appUrl }: AccessRules): boolean {
  if (!appUrl) return false;
  const port = appUrl.protocol === "https:" ? "443" : "80";
  const name = host.toLowerCase();
  return name === appUrl.host || (appUrl.port === "" && name === `${appUrl.host}:${port}`);
}

function isKnownHost(host: string, rules: AccessRules): boolean {
  return LOOPBACK_HOST.test(host) || isAppHost(host, rules);
}

/** Includes the hosts in forwarded headers. */
function namedHosts({ headers }: Caller): string[] {
  const forwarded = headers.get("x-forwarded-host")?.split(",") ?? [];
  const parameters = [...(headers.get("forwarded") ?? "").matchAll(/host="?([^;,"\s]*)/gi)];
  return [
    headers.get("host") ?? "",
    ...forwarded.map((host) => host.trim()),
    ...parameters.map(([, host]) => host ?? ""),
  ];
}

function isOwnOrigin(origin: string, host: string, { appUrl }: AccessRules): boolean {
  if (appUrl && origin === appUrl.origin) return true;
  return LOOPBACK_HOST.test(host) && (origin === `http://${host}` || origin === `https://${host}`);
}

/** A browser names the page that makes a request; a script names none, and may change things from this machine. */
function refuseChange({ headers }: Caller, rules: AccessRules): string | null {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const foreign = "Requests from another origin can't change anything.";
  if (origin !== null) return isOwnOrigin(origin, headers.get("host") ?? "", rules) ? null : foreign;
  if (site !== null) return site === "same-origin" ? null : foreign;
  // A foreign page can't send a key by itself, and with one no cookie counts.
  if (rules.isLocal || bearerToken(headers) !== null) return null;
  return `Send the header "Origin: ${rules.appUrl?.origin}" to make changes from a script.`;
}

/** A foreign page may link to this app, but not embed its content or make it work. */
function isEmbedded({ headers }: Caller): boolean {
  const site = headers.get("sec-fetch-site");
  if (site === null || site === "same-origin" || site === "none") return false;
  return headers.get("sec-fetch-mode") !== "navigate" || headers.get("sec-fetch-dest") !== "document";
}

/**
 * Null if it may pass. A foreign page can reach the app by a host name of its own (DNS rebinding), post from the
 * seller's browser, or embed it; it may not read, change or spend anything.
 */
export function refusal(caller: Caller, rules: AccessRules): string | null {
  if (!ANY_HOST.has(caller.path) && !namedHosts(caller).every((host) => isKnownHost(host, rules)))
    return "Unknown host name. Set APP_URL to the address that you open Packshot at.";
  if (!SAFE_METHODS.has(caller.method)) return refuseChange(caller, rules);
  return isEmbedded(caller) ? "Pages of another origin can't load this." : null;
}

/** Refuses requests through a proxy that no setting names. */
export function proxyRefusal(headers: Headers, { proxies }: AccessRules): string | null {
  if (proxies > 0 || ![...headers.keys()].some((name) => FORWARDED.test(name))) return null;
  return "This request came through a proxy. Set APP_URL and TRUST_PROXY to use one.";
}
