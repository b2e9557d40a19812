import "server-only";
import { Webhook } from "standardwebhooks";

const TIMEOUT_MS = 10_000;

type Hook = { url: string; secret: string };

type Notice = {
  /** The same for every attempt, so that receivers can recognize repeats. */
  id: string;
  event: unknown;
};

/** `whsec_` marks a base64 key (Standard Webhooks, specification 1.0); other secrets are the key. */
function signer(secret: string): Webhook {
  return secret.startsWith("whsec_") ? new Webhook(secret) : new Webhook(secret, { format: "raw" });
}

/**
 * Signed as in Standard Webhooks (standardwebhooks.com, specification 1.0). Throws if the webhook is unreachable for 10
 * s, answers other than 2xx, or the signal aborts. Does not follow redirects.
 */
export async function deliver({ url, secret }: Hook, { id, event }: Notice, signal: AbortSignal): Promise<void> {
  const body = JSON.stringify(event);
  const sentAt = new Date();
  const response = await fetch(url, {
    method: "POST",
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    headers: {
      "content-type": "application/json",
      "user-agent": "Packshot",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1_000)),
      "webhook-signature": signer(secret).sign(id, sentAt, body),
    },
    body,
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`The webhook answered ${response.status}.`);
}
