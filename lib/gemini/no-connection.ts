/** Codes of Node, undici and OpenSSL for a connection that was never made. Any other failure may have come after the request was sent. */
const NO_CONNECTION =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EPROTO|UND_ERR_CONNECT_TIMEOUT|UND_ERR_PRX_TLS|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|UNABLE_TO_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/;
/** What a TLS handshake or a proxy's CONNECT that broke off says, under a code that other failures have too. */
const NO_CONNECTION_MESSAGE = /before secure TLS connection was established|^Proxy response \(/;
const PROXY_NEEDS_PASSWORD = /^Proxy response \(407\)/;

/** Why a call through a proxy that answers 407 reached nobody. */
export const PROXY_PASSWORD = "the proxy requires a user name and password (407): check HTTPS_PROXY";

type SocketError = Error & { code?: unknown; syscall?: unknown; address?: unknown; port?: unknown; hostname?: unknown };

/** An error, what caused it, and the errors that it gathers. */
function* chainOf(error: unknown): Generator<SocketError> {
  if (!(error instanceof Error)) return;
  yield error;
  yield* chainOf(error.cause);
  if (error instanceof AggregateError) for (const gathered of error.errors) yield* chainOf(gathered);
}

/** Who was asked: the proxy where there is one. */
function peerOf({ address, port, hostname }: SocketError): string | null {
  if (typeof hostname === "string") return hostname;
  if (typeof address !== "string") return null;
  return typeof port === "number" ? `${address.includes(":") ? `[${address}]` : address}:${port}` : address;
}

function explain(code: string, message: string, peer: string | undefined): string {
  const inBrackets = code ? ` (${code})` : "";
  if (PROXY_NEEDS_PASSWORD.test(message)) return PROXY_PASSWORD;
  if (code === "ENOTFOUND" || code.startsWith("EAI_"))
    return `the name ${peer ?? "of the server"} can't be resolved${inBrackets}: check the network and GEMINI_BASE_URL`;
  if (code === "ECONNREFUSED")
    return `${peer ?? "the server"} refused the connection${inBrackets}: check GEMINI_BASE_URL and HTTPS_PROXY`;
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") return `the server did not answer${inBrackets}`;
  const isTls = /TLS|SSL|CERT|UNABLE|EPROTO/.test(code);
  return `${isTls ? "the TLS handshake failed" : "the network or a proxy stopped it"}${inBrackets}`;
}

/** The sentence for a call that reached nobody. */
export const noConnectionBecause = (reason: string) => `Couldn't connect to Gemini: ${reason}.`;

/** The sentence for a `fetch` that failed before it had a connection, so that nothing was sent; null for any other failure. */
export function noConnection(error: unknown): string | null {
  const chain = [...chainOf(error)];
  // Where several addresses were tried, only the error of each names it.
  const peer = chain.map(peerOf).find((each) => each !== null);
  for (const { code, syscall, message } of chain) {
    const name = typeof code === "string" ? code : "";
    if (!NO_CONNECTION.test(name) && syscall !== "connect" && !NO_CONNECTION_MESSAGE.test(message)) continue;
    return noConnectionBecause(explain(name, message, peer ?? undefined));
  }
  return null;
}
