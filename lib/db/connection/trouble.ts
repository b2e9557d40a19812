// Prisma: not reachable, timed out, closed, no connection free, no transaction, conflict, too many connections.
const PRISMA_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034", "P2037"]);
const SOCKET_CODES = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);
// SQLSTATE: connection exception, insufficient resources, operator intervention (shutdown, starting up), rollback.
const SQLSTATE = /^(?:08|53|57P|40)/;
/** A write that reached a standby, or a primary that became one. */
const READ_ONLY = "25006";
const ADAPTER_KINDS = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
  "TransactionWriteConflict",
]);
// What node-postgres says without a code.
const MESSAGE =
  /query read timeout|client was closed|connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/i;

const DISK_FULL = "53100";

const DEEPEST = 5;

function saysSo({ code, originalCode, kind, message }: Record<string, unknown>): boolean {
  const codes = [code, originalCode].filter((value) => typeof value === "string");
  return (
    codes.some(
      (value) => value === READ_ONLY || PRISMA_CODES.has(value) || SOCKET_CODES.has(value) || SQLSTATE.test(value),
    ) ||
    (typeof kind === "string" && ADAPTER_KINDS.has(kind)) ||
    (typeof message === "string" && MESSAGE.test(message))
  );
}

function someFact(error: unknown, says: (facts: Record<string, unknown>) => boolean, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > DEEPEST) return false;
  const facts: Record<string, unknown> = { message: Reflect.get(error, "message"), ...error };
  const inner = [
    Reflect.get(error, "cause"),
    facts.meta,
    facts.driverAdapterError,
    ...(Array.isArray(facts.errors) ? facts.errors : []),
  ];
  return says(facts) || inner.some((cause) => someFact(cause, says, depth + 1));
}

export function isDatabaseFull(error: unknown): boolean {
  return someFact(error, ({ code, originalCode }) => code === DISK_FULL || originalCode === DISK_FULL);
}

/** Did a query fail because the database is away, busy or starting, so that the same query may work a little later? */
export function isDatabaseTrouble(error: unknown): boolean {
  return someFact(error, saysSo);
}

export function isDemoted(error: unknown): boolean {
  return someFact(error, ({ code }) => code === READ_ONLY);
}

export function isQueryTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}
