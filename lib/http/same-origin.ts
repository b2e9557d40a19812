const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const LOOPBACK_HOST = /^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(?::\d{1,5})?$/i;

type Request = { method: string; headers: Headers };

/**
 * Why a request must be refused while the app listens on loopback, or null. A page elsewhere reaches a local app by a
 * host name of its own (DNS rebinding) or by posting to it from the seller's browser: neither may read or spend.
 */
export function foreignRequest({ method, headers }: Request): string | null {
  const host = headers.get("host") ?? "";
  if (!LOOPBACK_HOST.test(host)) return "This app answers only under its own address on this machine.";
  if (SAFE_METHODS.has(method)) return null;
  const origin = headers.get("origin");
  if (origin === null) return null;
  return origin === `http://${host}` || origin === `https://${host}`
    ? null
    : "A page of another origin may not change anything here.";
}
