import { lookup } from "node:dns/promises";
import { type Env, EnvError, isLoopbackAddress } from "#lib/env.ts";

type Settings = Pick<Env, "APP_URL" | "AUTH" | "HOST" | "TRUST_PROXY">;

/** Throws `EnvError` if other machines can reach HOST and nobody would have to sign in. */
export async function listenAddress({ HOST, APP_URL, AUTH, TRUST_PROXY }: Settings): Promise<string> {
  const found = await lookup(HOST, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) throw new EnvError(`HOST holds "${HOST}"; expected: a name or an IP address of this machine.`);
  const isSafe = AUTH === "accounts" || (APP_URL !== undefined && TRUST_PROXY > 0);
  if (!isSafe && !found.every(({ address }) => isLoopbackAddress(address)))
    throw new EnvError(
      `HOST holds "${HOST}", which other machines can reach; expected: AUTH=accounts, AUTH_SECRET and APP_URL, so that ` +
        "people sign in, or APP_URL and TRUST_PROXY for a proxy that signs them in.",
    );
  return first.address;
}
