import type { IncomingMessage } from "node:http";
import type { AccessRules } from "#lib/http/access.ts";

/** Set by the door at each request. */
export const CALLER_ADDRESS = "x-packshot-address";

/** For the way back after a sign-in: Next doesn't tell a page its address. */
export const PAGE_ADDRESS = "x-packshot-page";

/** Each proxy appends the address that it was called from, so only the last ones were written by proxies of this app. */
export function setCallerAddress({ headers, socket }: IncomingMessage, { proxies }: AccessRules): void {
  const forwarded = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  const named = proxies > 0 ? forwarded.at(-proxies)?.trim() : undefined;
  headers[CALLER_ADDRESS] = named || socket.remoteAddress || "";
}
