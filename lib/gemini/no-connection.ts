/** Codes of Node, undici and OpenSSL for a connection that was never made. Any other failure may have come after the request was sent. */
const NO_CONNECTION =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EPROTO|UND_ERR_CONNECT_TIMEOUT|UND_ERR_PRX_TLS|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|UNABLE_TO_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/;
/** What a TLS handshake or a proxy's CONNECT that broke off says, under a code that other failures have too. */
const NO_CONNECTION_MESSAGE = /before secure TLS connection was established|^Proxy response \(/;
const PROXY_NEEDS_PASSWORD = /^Proxy response \(407\)/;

/** Why a call through a proxy that answers 407 reached nobody. */
export const PROXY_PASSWORD = "the proxy asks for a user name and a password (407): check HTTPS_PROXY";

/** An error, what caused it, and the errors that it gathers. */
function* chainOf(error: unknown): Generator<Error & { code?: unknown; syscall?: unknown }> {
  if (!(error instanceof Error)) return;
  yield error;
  yield* chainOf(error.cause);
  if (error instanceof AggregateError) for (const gathered of error.errors) yield* chainOf(gathered);
}

function explain(code: string, message: string): string {
  if (PROXY_NEEDS_PASSWORD.test(message)) return PROXY_PASSWORD;
  if (code === "ENOTFOUND" || code.startsWith("EAI_")) return "the name of the server can't be resolved";
  if (code === "ECONNREFUSED") return "it was refused";
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") return "the server did not answer";
  return /TLS|SSL|CERT|UNABLE|EPROTO/.test(code) ? "the TLS handshake failed" : "the network or a proxy stopped it";
}

/** The sentence for a call that reached nobody. */
export const noConnectionBecause = (reason: string) => `No connection to Gemini could be made: ${reason}.`;

/** The sentence for a `fetch` that failed before it had a connection, so that nothing was sent; null for any other failure. */
export function noConnection(error: unknown): string | null {
  for (const { code, syscall, message } of chainOf(error)) {
    const name = typeof code === "string" ? code : "";
    if (!NO_CONNECTION.test(name) && syscall !== "connect" && !NO_CONNECTION_MESSAGE.test(message)) continue;
    return noConnectionBecause(`${explain(name, message)}${name ? ` (${name})` : ""}`);
  }
  return null;
}
