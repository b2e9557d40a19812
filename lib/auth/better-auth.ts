import "server-only";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { twoFactor } from "better-auth/plugins/two-factor";
import { codeCookieName, isHttps, SESSION_SECONDS, sessionCookieName } from "#lib/auth/session-cookie.ts";
import { db } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { CALLER_ADDRESS } from "#lib/http/door-headers.ts";
import { log } from "#lib/log.ts";
import { once } from "#lib/once.ts";
import { MAX_PASSWORD, MIN_PASSWORD } from "#lib/schemas/limits.ts";

function create() {
  const attributes = { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() } as const;
  const { APP_URL = "", AUTH_SECRET = "" } = env();
  return betterAuth({
    appName: "Packshot",
    baseURL: APP_URL,
    secret: AUTH_SECRET,
    database: prismaAdapter(db, { provider: "postgresql", transaction: true }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD,
      maxPasswordLength: MAX_PASSWORD,
    },
    user: { additionalFields: { role: { type: "string", input: false } } },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    advanced: {
      database: { generateId: false },
      ipAddress: { ipAddressHeaders: [CALLER_ADDRESS] },
      // The prefix of the name is chosen here, and not the one of Better Auth.
      useSecureCookies: false,
      cookies: {
        session_token: { name: sessionCookieName(), attributes },
        two_factor: { name: codeCookieName(), attributes },
      },
    },
    plugins: [twoFactor()],
    telemetry: { enabled: false },
    // Its warnings are about requests of anybody, such as a wrong password.
    logger: { log: (level, message) => log()[level === "error" ? "error" : "debug"]({ from: "better-auth" }, message) },
  });
}

/** Loaded at the first use: the app has no use for it without accounts. */
export const auth = () => once("better-auth", create);
