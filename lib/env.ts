import { BlockList, isIPv6 } from "node:net";
import { z } from "zod";
import { once } from "#lib/once.ts";

const whole = (min: number, max: number) => {
  const expected = `a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, expected)
    .transform(Number)
    .pipe(z.number().min(min, expected).max(max, expected));
};
const AMOUNT = "an amount of US dollars from 0 to 1000000, such as 20 or 7.50";
const usd = z
  .string()
  .regex(/^\d{1,7}(\.\d{1,6})?$/, AMOUNT)
  .transform(Number)
  .pipe(z.number().max(1_000_000, AMOUNT));
const oneOf = <const Values extends readonly [string, ...string[]]>(...values: Values) =>
  z.enum(values, values.join(" or "));
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: "a postgresql:// address" });
const httpUrl = z.url({ protocol: /^https?$/, error: "an http:// or https:// address" });

const isHidden = (value: string) => /\/\/[^/]*@/.test(value);
/** The address of a service: the keys to it have settings of their own, which are never shown. */
const serviceUrl = httpUrl.refine((url) => {
  const address = URL.parse(url);
  return !address || (!isHidden(url) && !address.search && !address.hash);
}, "an address without a user name, a password and a query: keys have their own settings");

const RANDOM_BYTES = "32 random bytes or more, such as the output of: openssl rand -base64 32";
/** Fewer different characters in a text of that length are a pattern, not random. */
const MIN_DISTINCT = 10;

const OIDC = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;

const schema = z
  .object({
    PORT: whole(1, 65_535).default(3000),
    HOST: z
      .string()
      .regex(/^[\w.:-]+$/, "a host name or an IP address")
      .default("127.0.0.1"),
    APP_URL: httpUrl
      .refine((url) => {
        const address = URL.parse(url);
        return !address || address.href === `${address.origin}/`;
      }, "an address without a path, such as https://packshot.example.com")
      .transform((url) => new URL(url).origin)
      .optional(),
    TRUST_PROXY: whole(0, 9).default(0),
    AUTH: oneOf("local", "accounts").default("local"),
    AUTH_SECRET: z
      .string()
      .regex(/^[\x21-\x7e]{43,}$/, RANDOM_BYTES)
      .refine((secret) => new Set(secret).size >= MIN_DISTINCT, RANDOM_BYTES)
      .optional(),
    OIDC_ISSUER: serviceUrl.optional(),
    OIDC_CLIENT_ID: z.string().max(500).optional(),
    OIDC_CLIENT_SECRET: z.string().max(2_000).optional(),
    OIDC_NAME: z.string().trim().max(40, "at most 40 characters").default("single sign-on"),
    OIDC_ALLOWED: z
      .string()
      .default("")
      .transform((entries) => entries.split(",").flatMap((entry) => entry.trim().toLowerCase() || []))
      .pipe(
        z.array(z.string().regex(/^(?:[^@\s]+@)?[\w-]+(?:\.[\w-]+)+$/, "domains and addresses, separated by commas")),
      ),
    OIDC_DEFAULT_ROLE: oneOf("viewer", "reviewer", "editor", "admin").default("viewer"),
    OIDC_ROLE_CLAIM: z
      .string()
      .regex(/^[\x21-\x7e]{1,200}$/, "the name of a claim, such as groups")
      .optional(),
    METRICS_TOKEN: z
      .string()
      .regex(/^[\x21-\x7e]{32,}$/, "32 characters or more, such as the output of: openssl rand -hex 32")
      .optional(),
    HTTPS_PROXY: httpUrl.optional(),
    HTTP_PROXY: httpUrl.optional(),
    https_proxy: httpUrl.optional(),
    http_proxy: httpUrl.optional(),
    DATA_DIR: z.string().default(".data"),
    STORAGE_DIR: z.string().optional(),
    DATABASE_URL: postgresUrl.optional(),
    DIRECT_DATABASE_URL: postgresUrl.optional(),
    GEMINI_API_KEY: z
      .string()
      .regex(/^[\x21-\x7e]+$/, "a key without spaces")
      .optional(),
    GEMINI_BASE_URL: serviceUrl.optional(),
    GEMINI_IMAGE_MODEL: z
      .string()
      .regex(/^[\w.-]+$/, "a model id such as gemini-3-pro-image")
      .default("gemini-3-pro-image"),
    GEMINI_TIMEOUT_MS: whole(1, 300_000).default(180_000),
    GEMINI_FLEX_TIMEOUT_MS: whole(1, 900_000).default(900_000),
    GEMINI_BATCH_POLL_SECONDS: whole(1, 3_600).default(30),
    PRICES_FILE: z.string().optional(),
    BUDGET_DAY_USD: usd.optional(),
    BUDGET_MONTH_USD: usd.optional(),
    BACKUP_DIR: z
      .string()
      .regex(/^(?!s3:)|^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/.*)?$/, "a folder, or s3://bucket/prefix")
      .optional(),
    S3_BUCKET: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "the name of a bucket")
      .optional(),
    S3_ENDPOINT: serviceUrl.optional(),
    AWS_REGION: z
      .string()
      .regex(/^[\w-]+$/, "a region such as eu-central-1")
      .optional(),
    AWS_ACCESS_KEY_ID: z.string().optional(),
    AWS_SECRET_ACCESS_KEY: z.string().optional(),
    S3_FORCE_PATH_STYLE: oneOf("true", "false").optional(),
    GENERATION_CONCURRENCY: whole(1, 64).default(1),
    GENERATION_MAX_ATTEMPTS: whole(1, 20).default(5),
    WORKER: oneOf("on", "off").default("on"),
    SAMPLE_CATALOG: oneOf("on", "off").default("on"),
    STORE_ADOPT: oneOf("on", "off").default("off"),
    IMPORT_ALLOW_HOSTS: z
      .string()
      .default("")
      .transform((hosts) => hosts.split(",").flatMap((host) => host.trim().toLowerCase() || []))
      .pipe(z.array(z.string().regex(/^(?:[\w.-]+|\[[\da-f:.]+\]):\d{1,5}$/, "host:port pairs, separated by commas"))),
    WEBHOOK_URL: httpUrl
      .refine((url) => {
        const address = URL.parse(url);
        return !address?.username && !address?.password;
      }, "an address without a user name and a password: what is sent is signed with WEBHOOK_SECRET")
      .optional(),
    WEBHOOK_SECRET: z
      .string()
      .min(16, "at least 16 characters")
      .regex(
        /^(?!whsec_)|^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
        "base64 after whsec_",
      )
      .optional(),
    SMTP_URL: z
      .string()
      .refine(
        (url) => /^smtps?:$/.test(URL.parse(url)?.protocol ?? ""),
        "an address such as smtps://user:password@mail.example.com",
      )
      .optional(),
    MAIL_FROM: z.email("an address such as packshot@example.com").optional(),
    AUDIT_DAYS: whole(1, 36_500).default(365),
    LOG_LEVEL: oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent").default("info"),
  })
  .superRefine((env, context) => {
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (env.GEMINI_BASE_URL && !env.GEMINI_API_KEY)
      issue("GEMINI_BASE_URL", "GEMINI_BASE_URL needs GEMINI_API_KEY (set both or neither)");
    if (env.TRUST_PROXY > 0 && !env.APP_URL) issue("APP_URL", "the proxy's address, because TRUST_PROXY is set");
    if (env.AUTH === "accounts") {
      if (!env.AUTH_SECRET) issue("AUTH_SECRET", RANDOM_BYTES);
      if (!env.APP_URL) issue("APP_URL", "the address that people open Packshot at, because AUTH is accounts");
      else if (isPlainHttp(env.APP_URL)) issue("APP_URL", "an https:// address, because passwords are sent to it");
    }
    checkOidc(env, issue);
    if (env.DIRECT_DATABASE_URL && !env.DATABASE_URL)
      issue("DIRECT_DATABASE_URL", "DIRECT_DATABASE_URL needs DATABASE_URL (set both or neither)");
    if (env.S3_ENDPOINT && !env.S3_BUCKET && !env.BACKUP_DIR?.startsWith("s3:"))
      issue("S3_ENDPOINT", "S3_ENDPOINT needs S3_BUCKET, or a BACKUP_DIR in a bucket");
    if (!env.WEBHOOK_URL !== !env.WEBHOOK_SECRET)
      issue(env.WEBHOOK_URL ? "WEBHOOK_SECRET" : "WEBHOOK_URL", "WEBHOOK_URL and WEBHOOK_SECRET, or neither");
    if (!env.SMTP_URL !== !env.MAIL_FROM)
      issue(env.SMTP_URL ? "MAIL_FROM" : "SMTP_URL", "SMTP_URL and MAIL_FROM, or neither");
    if (!env.AWS_ACCESS_KEY_ID !== !env.AWS_SECRET_ACCESS_KEY)
      issue(env.AWS_ACCESS_KEY_ID ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID", "both keys of the pair, or neither");
  });

export const SETTINGS = Object.keys(schema.shape);

export type Env = z.output<typeof schema>;

const SECRET = /KEY|SECRET|TOKEN|DATABASE_URL|WEBHOOK_URL|SMTP_URL/;

/** One line per bad variable, never with a secret. */
export class EnvError extends Error {
  override readonly name = "EnvError";
}

/** An empty value counts as absent. Throws `EnvError`. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = new Map<string, string>();
  for (const { path, message } of result.error.issues) {
    const name = String(path[0]);
    const value = given[name];
    const holds =
      value === undefined
        ? "is not set"
        : SECRET.test(name) || isHidden(value)
          ? "holds a value that is not shown"
          : `holds ${JSON.stringify(value)}`;
    const expected = message.startsWith(name) ? message : `expected: ${message}`;
    if (!lines.has(name)) lines.set(name, `${name} ${holds}; ${expected}.`);
  }
  throw new EnvError([...lines.values()].join("\n"));
}

/** The validated configuration. Lazy, so that `next build` needs none. */
export function env(): Env {
  return once("env", () => parseEnv(process.env));
}

type Issue = (path: string, message: string) => void;

function checkOidc(env: { [name in "AUTH" | (typeof OIDC)[number]]?: string | undefined }, issue: Issue): void {
  if (OIDC.every((name) => !env[name])) return;
  for (const name of OIDC) if (!env[name]) issue(name, `${OIDC.join(", ")}, or none of them`);
  if (env.AUTH !== "accounts") issue("OIDC_ISSUER", "AUTH=accounts, which it is for");
  if (env.OIDC_ISSUER && isPlainHttp(env.OIDC_ISSUER)) issue("OIDC_ISSUER", "an https:// address");
}

/** What is sent there can be read on the way. */
export function isPlainHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && hostname !== "localhost" && !isLoopbackAddress(hostname.replace(/[[\]]/g, ""));
}

export function warningsOf(env: Pick<Env, "GEMINI_BASE_URL" | "S3_ENDPOINT" | "WEBHOOK_URL">): string[] {
  const { GEMINI_BASE_URL, S3_ENDPOINT, WEBHOOK_URL } = env;
  return Object.entries({ GEMINI_BASE_URL, S3_ENDPOINT, WEBHOOK_URL }).flatMap(([name, url]) => {
    if (!url || !isPlainHttp(url)) return [];
    const { hostname } = new URL(url);
    return `${name} is an http:// address: what is sent to ${hostname} can be read on the way. Use https:// if it leaves your own network.`;
  });
}

export function isLoopbackAddress(address: string): boolean {
  return LOOPBACK.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}
