import "server-only";
import { createHmac } from "node:crypto";

const TIMEOUT_MS = 10_000;

/**
 * The value of `X-Packshot-Signature`: `t=<timestamp>,v1=<hex>`, where the hex is HMAC-SHA256 of `timestamp.body` with the
 * secret; `timestamp` in whole seconds since 1970.
 */
export function signature(secret: string, timestamp: number, body: string): string {
  const digest = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return `t=${timestamp},v1=${digest}`;
}

type Hook = { url: string; secret: string };

type Notice = {
  /** The same at every try, so that who receives it knows a repeat. */
  id: string;
  event: unknown;
};

/**
 * POSTs an event to a webhook, signed. Throws where it can't be reached within 10 s, answers other than 2xx, or the signal
 * aborts; redirects are not followed.
 */
export async function deliver({ url, secret }: Hook, { id, event }: Notice, signal: AbortSignal): Promise<void> {
  const body = JSON.stringify(event);
  const timestamp = Math.floor(Date.now() / 1_000);
  const response = await fetch(url, {
    method: "POST",
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    headers: {
      "content-type": "application/json",
      "user-agent": "Packshot",
      "x-packshot-delivery": id,
      "x-packshot-timestamp": String(timestamp),
      "x-packshot-signature": signature(secret, timestamp, body),
    },
    body,
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`The webhook answered ${response.status}.`);
}
