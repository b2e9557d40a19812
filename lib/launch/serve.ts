// Starts the app in this process: `serve.ts start` what is built, `serve.ts dev` with reloading.
import { createServer, type RequestListener } from "node:http";
import { type Env, EnvError, isLoopbackAddress } from "#lib/env.ts";
import { accessRules } from "#lib/http/access.ts";
import { openDoor } from "#lib/http/door.ts";
import { listenAddress } from "#lib/launch/listen-address.ts";
import { loadEnv } from "#lib/launch/load-env.ts";
import { started } from "#lib/started.ts";

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

async function addressOf(env: Env): Promise<string> {
  try {
    return await listenAddress(env);
  } catch (error) {
    if (error instanceof EnvError) fail(error.message);
    throw error;
  }
}

/** Next reads some of these while it loads. */
async function loadNext(isDev: boolean) {
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  if (!process.env.NODE_ENV) Object.assign(process.env, { NODE_ENV: isDev ? "development" : "production" });
  return (await import("next")).default;
}

const env = loadEnv();
const isDev = process.argv[2] === "dev";
const HOST = await addressOf(env);
// From here on an IP address, for all that asks whether only this machine reaches the app.
process.env.HOST = HOST;

const rules = accessRules({ ...env, HOST });
// Next takes upgrades from whichever server it is given: from this one only what the door let in.
const reloads = createServer();
const next = await loadNext(isDev);
const app = next({ dev: isDev, hostname: HOST, port: env.PORT, httpServer: reloads });
const ready = Promise.withResolvers<RequestListener>();

const server = openDoor(
  async (request, response) => (await ready.promise)(request, response),
  { rules, isDev },
  isDev ? (...upgrade) => void reloads.emit("upgrade", ...upgrade) : undefined,
);
server.once("error", (error) => fail(`PORT ${env.PORT} of ${HOST} can't be used: ${error.message}.`));
server.listen(env.PORT, HOST, async () => {
  await app.prepare().catch((error: Error) => fail(error.message));
  ready.resolve(app.getRequestHandler());
  // A built app is prepared before Next has awaited `register`.
  await started().promise;
  const name = HOST.includes(":") ? `[${HOST}]` : HOST;
  console.log(
    `Packshot is ready at ${env.APP_URL ?? `http://${HOST === "127.0.0.1" ? "localhost" : name}:${env.PORT}`}`,
  );
  if (env.AUTH === "local" && !isLoopbackAddress(HOST))
    console.warn("AUTH is local: anyone whom the proxy lets through can do anything.");
});
