import { randomBytes } from "node:crypto";
import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { AccessRules } from "#lib/http/access.ts";

const POLICY = "content-security-policy";
/** For everything except pages: may not be framed, and runs nothing when opened directly. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";
const HEADERS = {
  "x-frame-options": "DENY",
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};
const YEAR_S = 31_536_000;

// Styles stay unsafe-inline: the primitives place popups, and the toaster brings its sheet, by inline styles. React's
// development build evaluates code to rebuild stacks.
function pagePolicy(nonce: string, isDev: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function setSecurityHeaders(response: ServerResponse, { appUrl }: AccessRules): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (appUrl?.protocol === "https:") response.setHeader("strict-transport-security", `max-age=${YEAR_S}`);
}

/**
 * Sets a page's policy with a new nonce. Next reads the nonce from the request for its own scripts, and the layout from
 * `x-nonce` (Next.js docs, "How to set a Content Security Policy", 2026).
 */
export function givePagePolicy({ headers }: IncomingMessage, isDev: boolean): void {
  const nonce = randomBytes(16).toString("base64");
  headers["x-nonce"] = nonce;
  headers[POLICY] = pagePolicy(nonce, isDev);
}

export class GuardedResponse extends ServerResponse {
  override writeHead(
    status: number,
    message?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    if (!this.hasHeader(POLICY)) {
      const isPage = String(this.getHeader("content-type")).startsWith("text/html");
      this.setHeader(POLICY, (isPage && this.req.headers[POLICY]) || DATA_POLICY);
    }
    return typeof message === "string"
      ? super.writeHead(status, message, headers)
      : super.writeHead(status, message ?? headers);
  }
}
