/** These mean verify-full to node-postgres, which warns on every start that another version will read them otherwise. */
const SAME_AS_VERIFY_FULL = new Set(["prefer", "require", "verify-ca"]);

export function plainUrl(url: string): string {
  const address = new URL(url);
  const { searchParams } = address;
  if (!SAME_AS_VERIFY_FULL.has(searchParams.get("sslmode") ?? "") || searchParams.has("uselibpqcompat")) return url;
  searchParams.set("sslmode", "verify-full");
  return address.href;
}

export type ConnectionSetting = "DATABASE_URL" | "DIRECT_DATABASE_URL";

/** Nobody listens, or not yet: a database that starts together with Packshot may take a minute. */
const NOT_YET = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ECONNRESET", "57P03"]);
const NOT_YET_MESSAGE = /timeout expired|connection terminated/i;
const OWN_CERTIFICATE = /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

const NO_DATABASE = "3D000";
const WRONG_PASSWORD = "28P01";
const NOT_ALLOWED = "28000";

type Facts = { code: string; message: string };

function factsOf(error: unknown): Facts {
  if (!(error instanceof Error)) return { code: "", message: String(error) };
  return { code: "code" in error ? String(error.code) : "", message: error.message };
}

/** May the same connection work in a moment? */
export function comesLater(error: unknown): boolean {
  const { code, message } = factsOf(error);
  return NOT_YET.has(code) || NOT_YET_MESSAGE.test(message);
}

const CERTIFICATE_HELP =
  "add sslrootcert=/path/to/its/ca.pem to the address, or sslmode=no-verify where the network is your own";

/** Neither a password nor the whole address is in it. */
function explain({ code, message }: Facts, { host, pathname, username }: URL): string {
  const name = decodeURIComponent(pathname.slice(1)) || decodeURIComponent(username);
  const user = decodeURIComponent(username) || "of this process";
  const reason = code || message;
  if (code === NO_DATABASE) return `the server at ${host} has no database ${name}: create it`;
  if (code === WRONG_PASSWORD) return `the server at ${host} refuses the password of user ${user}`;
  if (/password must be a string/.test(message))
    return `the server at ${host} asks for the password of user ${user}: put it into the address`;
  if (code === NOT_ALLOWED && /no encryption|SSL off/i.test(message))
    return `the server at ${host} takes encrypted connections only: add sslmode=require to the address`;
  if (code === NOT_ALLOWED) return `the server at ${host} does not let user ${user} connect to ${name}`;
  if (OWN_CERTIFICATE.test(code))
    return `the certificate of ${host} is from no known authority (${code}): ${CERTIFICATE_HELP}`;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return `the certificate of the server is not for ${host}: ${CERTIFICATE_HELP}`;
  if (/does not support SSL/i.test(message))
    return `the server at ${host} takes no encrypted connections: take sslmode out of the address`;
  return `no connection to ${host} (${reason}): check that PostgreSQL runs there and that the address is right`;
}

export function connectionTrouble(error: unknown, setting: ConnectionSetting, url: string): string {
  return `${setting}: ${explain(factsOf(error), new URL(url))}.`;
}
