import { lookup } from "node:dns/promises";
import { type Env, EnvError, isLoopbackAddress } from "#lib/env.ts";

/** Throws `EnvError` if other machines can reach HOST and APP_URL is not set. */
export async function listenAddress({ HOST, APP_URL }: Pick<Env, "HOST" | "APP_URL">): Promise<string> {
  const found = await lookup(HOST, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) throw new EnvError(`HOST holds "${HOST}"; expected: a name or an IP address of this machine.`);
  if (APP_URL === undefined && !found.every(({ address }) => isLoopbackAddress(address)))
    throw new EnvError(
      `HOST holds "${HOST}", which other machines can reach; expected: APP_URL set to the address that you open Packshot at. ` +
        "There is no sign-in yet: anyone who reaches it can use it.",
    );
  return first.address;
}
