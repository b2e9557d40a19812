import { setGlobalProxyFromEnv } from "node:http";

const THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"];

/** The settings that name a proxy for outgoing requests, as Node reads them; this machine is reached without it. */
export function outgoingProxy({ env } = process): NodeJS.ProcessEnv {
  const exceptions = [env.no_proxy || env.NO_PROXY || [], THIS_MACHINE].flat().join(",");
  return { ...env, no_proxy: exceptions };
}

/** Sends every `fetch` of this process (Gemini, the webhook) through the proxy that is set. */
export function applyOutgoingProxy(): void {
  setGlobalProxyFromEnv(outgoingProxy());
}
