import { type Env, isLoopbackAddress } from "#lib/env.ts";

/** What a request says about who sends it; `path` is still encoded. */
export type Caller = { method: string; path: string; headers: Headers };

export type AccessRules = {
  /** APP_URL: where the app's users find it. Null where it is only known by loopback names. */
  appUrl: URL | null;
  /** Does the app listen on this machine only? */
  isLocal: boolean;
  /** Is there a proxy in front whose forwarded headers count? */
  trustsProxy: boolean;
};

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const LOOPBACK_HOST = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/i;
const FORWARDED = /^(?:forwarded|via|x-forwarded-.+)$/;
/** What monitoring asks for by whatever name it has for this machine. They tell nothing of the seller's. */
const ANY_HOST = new Set(["/api/health", "/api/health/live", "/metrics"]);

export function accessRules({
  APP_URL,
  HOST,
  TRUST_PROXY,
}: Pick<Env, "APP_URL" | "HOST" | "TRUST_PROXY">): AccessRules {
  return {
    appUrl: APP_URL === undefined ? null : new URL(APP_URL),
    isLocal: HOST === "localhost" || isLoopbackAddress(HOST),
    trustsProxy: TRUST_PROXY > 0,
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

/** Every host that the request says it was sent to: this server's, and what proxies say they were asked for. */
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

/** May this change something? A browser names the page that asks; a script names none, and may do so on this machine. */
function refuseChange({ headers }: Caller, rules: AccessRules): string | null {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  const foreign = "Requests from another origin can't change anything.";
  if (origin !== null) return isOwnOrigin(origin, headers.get("host") ?? "", rules) ? null : foreign;
  if (site !== null) return site === "same-origin" ? null : foreign;
  if (rules.isLocal) return null;
  return `Send the header "Origin: ${rules.appUrl?.origin}" to make changes from a script.`;
}

/** A foreign page may link to this app, but not embed what it serves or make it work. */
function isEmbedded({ headers }: Caller): boolean {
  const site = headers.get("sec-fetch-site");
  if (site === null || site === "same-origin" || site === "none") return false;
  return headers.get("sec-fetch-mode") !== "navigate" || headers.get("sec-fetch-dest") !== "document";
}

/**
 * Why a request must be refused, or null. A page elsewhere can reach the app by a host name of its own (DNS rebinding),
 * post to it from the seller's browser, or embed it: none of these may read, change or spend anything.
 */
export function refusal(caller: Caller, rules: AccessRules): string | null {
  if (!ANY_HOST.has(caller.path) && !namedHosts(caller).every((host) => isKnownHost(host, rules)))
    return "Unknown host name. Set APP_URL to the address that you open Packshot at.";
  if (!SAFE_METHODS.has(caller.method)) return refuseChange(caller, rules);
  return isEmbedded(caller) ? "Pages of another origin can't load this." : null;
}

/** Why a request that came through a proxy must be refused, or null: nobody has said which proxy it is. */
export function proxyRefusal(headers: Headers, { trustsProxy }: AccessRules): string | null {
  if (trustsProxy || ![...headers.keys()].some((name) => FORWARDED.test(name))) return null;
  return "This request came through a proxy. Set APP_URL and TRUST_PROXY to use one.";
}
