/**
 * Codes of Node, undici and OpenSSL for connections that were never made. Other failures may come after the request was
 * sent.
 */
const NO_CONNECTION =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EPROTO|UND_ERR_CONNECT_TIMEOUT|UND_ERR_PRX_TLS|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|UNABLE_TO_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/;
/** Messages of failed TLS handshakes and proxy CONNECTs whose code is ambiguous. */
const NO_CONNECTION_MESSAGE = /before secure TLS connection was established|^Proxy response \(/;
const PROXY_NEEDS_PASSWORD = /^Proxy response \(407\)/;

export const PROXY_PASSWORD = "the proxy requires a user name and password (407): check HTTPS_PROXY";

type SocketError = Error & { code?: unknown; syscall?: unknown; address?: unknown; port?: unknown; hostname?: unknown };

function* chainOf(error: unknown): Generator<SocketError> {
  if (!(error instanceof Error)) return;
  yield error;
  yield* chainOf(error.cause);
  if (error instanceof AggregateError) for (const gathered of error.errors) yield* chainOf(gathered);
}

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

export const noConnectionBecause = (reason: string) => `Couldn't connect to Gemini: ${reason}.`;

/** Null unless `fetch` failed before it had a connection, so that nothing was sent. */
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
