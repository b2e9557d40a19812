import "server-only";
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { isFirstUse, limited } from "#lib/auth/attempts.ts";
import { ownAccount, requirePassword } from "#lib/auth/own-account.ts";
import type { User } from "#lib/auth/permissions.ts";
import { signed, unsigned } from "#lib/auth/session-cookie.ts";
import { startSession } from "#lib/auth/start-session.ts";
import { record } from "#lib/db/audit.ts";
import { addPasskey, countUse, findPasskey, listPasskeys } from "#lib/db/users/passkeys.ts";
import { env } from "#lib/env.ts";
import { AppError, notFound } from "#lib/errors.ts";
import { CALLER_ADDRESS } from "#lib/http/door-headers.ts";
import { log } from "#lib/log.ts";
import type { NewCredential, Passkey, UsedCredential } from "#lib/schemas/passkey.ts";

/** For the whole of a browser's dialogs. */
const CHALLENGE_MS = 5 * 60_000;
const MAX_PASSKEYS = 20;

/** Loaded here, so that an app without accounts never loads it. */
const library = () => import("@simplewebauthn/server");

/** Where a passkey works: nowhere but at the app's own address. */
function site() {
  const { AUTH, APP_URL = "" } = env();
  if (AUTH === "local") throw notFound("account");
  return { origin: APP_URL, id: new URL(APP_URL).hostname };
}

/** Of a user who adds a passkey, or of nobody in particular who signs in. */
const challengeSchema = z.object({ userId: z.string().nullable(), until: z.number(), random: z.string() });

/** Signed, so that nothing has to be kept before it is used. */
function newChallenge(userId: string | null): string {
  const challenge = { userId, until: Date.now() + CHALLENGE_MS, random: randomBytes(16).toString("base64url") };
  return signed(Buffer.from(JSON.stringify(challenge)).toString("base64url"));
}

/** For the library: was it made for this, and not used before? */
const isOwnChallenge = (userId: string | null) => async (given: string) => {
  const value = unsigned(Buffer.from(given, "base64url").toString("utf8"));
  if (value === null) return false;
  const challenge = challengeSchema.safeParse(JSON.parse(Buffer.from(value, "base64url").toString("utf8"))).data;
  if (challenge?.userId !== userId || challenge.until < Date.now()) return false;
  return isFirstUse("passkey", challenge.random);
};

/** `password`: of users who have one. Whoever finds a browser signed in must not leave with a key to it. */
export async function newPasskeyOptions(user: User, password: string, headers: Headers) {
  const { id: rpID } = site();
  const account = await ownAccount(user);
  await requirePassword(account, password, headers);
  const known = await listPasskeys(account.id);
  if (known.length >= MAX_PASSKEYS)
    throw new AppError("unprocessable", `You have ${MAX_PASSKEYS} passkeys. Remove one first.`);
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    rpName: "Packshot",
    rpID,
    userName: account.email,
    userDisplayName: account.name,
    userID: new TextEncoder().encode(account.id),
    challenge: newChallenge(account.id),
    excludeCredentials: known.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

export async function createPasskey(user: User, name: string, credential: NewCredential): Promise<Passkey> {
  const { id: expectedRPID, origin: expectedOrigin } = site();
  const { id: userId } = await ownAccount(user);
  const { verifyRegistrationResponse } = await library();
  const verified = await verifyRegistrationResponse({
    response: { ...credential, clientExtensionResults: {} },
    expectedChallenge: isOwnChallenge(userId),
    expectedOrigin,
    expectedRPID,
  }).catch((cause: unknown) => {
    log().warn({ err: cause }, "passkey refused");
    return null;
  });
  if (!verified?.verified) throw new AppError("unprocessable", "The passkey couldn't be verified. Try again.");
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  const added = await addPasskey({ id, userId, name, publicKey, counter });
  await record("passkey.add", { target: id, details: { name } });
  return added;
}

/** Names no credential: the browser offers what it has for this site. */
export async function passkeySignInOptions() {
  const { id: rpID } = site();
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({ rpID, challenge: newChallenge(null), userVerification: "required" });
}

/** The user of a passkey that has just signed. Null for any other. */
async function verifiedUser(response: UsedCredential): Promise<string | null> {
  const { id: expectedRPID, origin: expectedOrigin } = site();
  const passkey = await findPasskey(response.id);
  if (!passkey) return null;
  const { verifyAuthenticationResponse } = await library();
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...response, clientExtensionResults: {} },
    expectedChallenge: isOwnChallenge(null),
    expectedOrigin,
    expectedRPID,
    credential: { id: response.id, publicKey: passkey.publicKey, counter: Number(passkey.counter) },
  });
  return verified && (await countUse(response.id, authenticationInfo.newCounter)) ? passkey.userId : null;
}

/** The cookie of a new session. There is no second step: the key has asked for a finger, a face or a PIN itself. */
export async function signInWithPasskey(credential: UsedCredential, headers: Headers): Promise<string> {
  site();
  const { userId } = await limited(null, headers, async () => {
    const found = await verifiedUser(credential).catch((cause: unknown) => {
      log().warn({ err: cause }, "passkey refused");
      return null;
    });
    return { ok: found !== null, userId: found };
  });
  if (userId !== null) return startSession(userId, "a passkey", headers);
  log().warn({ from: headers.get(CALLER_ADDRESS) }, "sign-in refused");
  await record("session.sign-in", { outcome: "refused", details: { with: "a passkey" } });
  throw new AppError("unauthenticated", "This passkey isn't known here. Sign in another way.");
}
