import { setGlobalProxyFromEnv } from "node:http";

const THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"];

/** The proxy settings as Node reads them; loopback is reached without a proxy. */
export function outgoingProxy({ env } = process): NodeJS.ProcessEnv {
  const exceptions = [env.no_proxy || env.NO_PROXY || [], THIS_MACHINE].flat().join(",");
  return { ...env, no_proxy: exceptions };
}

export function applyOutgoingProxy(): void {
  setGlobalProxyFromEnv(outgoingProxy());
}
