import "server-only";
import { Webhook } from "standardwebhooks";

const TIMEOUT_MS = 10_000;

type Hook = { url: string; secret: string };

type Notice = {
  /** The same at every try, so that who receives it knows a repeat. */
  id: string;
  event: unknown;
};

/** A secret that begins with `whsec_` holds its key in base64, as the Standard Webhooks specification has it; any other is the key. */
function signer(secret: string): Webhook {
  return secret.startsWith("whsec_") ? new Webhook(secret) : new Webhook(secret, { format: "raw" });
}

/**
 * POSTs an event to a webhook, signed as Standard Webhooks says (standardwebhooks.com, specification 1.0). Throws where it can't be reached within 10 s, answers other than 2xx, or the signal aborts; redirects are not followed.
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
