import { reasonOf } from "#components/ui/reason-of.ts";

/** Browsers tell little, so that a page can't find out which passkeys there are. */
export function passkeyReason(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError") return "The browser used no passkey. Try again.";
  if (name === "InvalidStateError") return "This device has a passkey for Packshot already.";
  if (name === "SecurityError") return "Passkeys don't work at this address: they need https and a host name.";
  if (name === "TypeError" || name === "ReferenceError")
    return "This browser can't use passkeys. Update it, or use another one.";
  return reasonOf(error);
}
