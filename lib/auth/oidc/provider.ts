import "server-only";
import type { ClientAuth, Configuration, ServerMetadata } from "openid-client";
import { z } from "zod";
import { env, isPlainHttp } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { once } from "#lib/once.ts";

const TIMEOUT_S = 5;
/** Far more than any document or answer of a provider. */
const MAX_ANSWER_BYTES = 1024 * 1024;
const HOUR_MS = 3_600_000;

/** Loaded here, so that an app without a provider never loads it. */
const library = () => import("openid-client");

async function readLimited({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) throw new Error(`The provider sent more than ${MAX_ANSWER_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `init` has the time limit, and follows no redirect. */
async function limitedFetch(url: string, init: object): Promise<Response> {
  const response = await fetch(url, init);
  const { status, headers } = response;
  return new Response(status === 204 ? null : Buffer.from(await readLimited(response)), { status, headers });
}

async function discover(): Promise<Configuration> {
  const { OIDC_ISSUER = "", OIDC_CLIENT_ID = "", OIDC_CLIENT_SECRET = "" } = env();
  const { allowInsecureRequests, ClientSecretBasic, ClientSecretPost, customFetch, discovery, ...openid } =
    await library();
  const [inHeader, inBody] = [ClientSecretBasic(OIDC_CLIENT_SECRET), ClientSecretPost(OIDC_CLIENT_SECRET)];
  const methodOf = ({ token_endpoint_auth_methods_supported: methods }: ServerMetadata) =>
    !methods || methods.includes("client_secret_basic") ? inHeader : inBody;
  const authenticate: ClientAuth = (server, ...request) => methodOf(server)(server, ...request);
  return discovery(new URL(OIDC_ISSUER), OIDC_CLIENT_ID, undefined, authenticate, {
    timeout: TIMEOUT_S,
    [customFetch]: limitedFetch,
    // Checks the signature of the ID token too, and not only where it came from.
    execute: [openid.enableNonRepudiationChecks, ...(isLoopbackHttp(OIDC_ISSUER) ? [allowInsecureRequests] : [])],
  });
}

const isLoopbackHttp = (url: string) => url.startsWith("http:") && !isPlainHttp(url);

type Known = { configuration: Configuration | null; since: number };

/** Asked again after an hour, and whenever it could not be reached. */
async function configuration(): Promise<Configuration> {
  const known = once("oidc-configuration", (): Known => ({ configuration: null, since: 0 }));
  if (known.configuration && Date.now() - known.since < HOUR_MS) return known.configuration;
  const found = await discover();
  Object.assign(known, { configuration: found, since: Date.now() });
  return found;
}

/** What the answer of the provider is compared with. */
export type Expected = { state: string; nonce: string; verifier: string };

export const callbackUrl = () => `${env().APP_URL}/api/sign-in/oidc/callback`;

/** Where the browser goes. Throws a 503 `AppError` where the provider can't be reached. */
export async function authorizationRequest(): Promise<{ url: string; expected: Expected }> {
  const openid = await library();
  const found = await configuration().catch((cause: unknown) => {
    log().warn({ err: cause }, "OIDC provider not reached");
    throw new AppError("unavailable", "The sign-in service doesn't answer. Try again later, or use your password.");
  });
  const verifier = openid.randomPKCECodeVerifier();
  const expected = { state: openid.randomState(), nonce: openid.randomNonce(), verifier };
  const url = openid.buildAuthorizationUrl(found, {
    redirect_uri: callbackUrl(),
    scope: "openid email profile",
    state: expected.state,
    nonce: expected.nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  return { url: url.href, expected };
}

const claimsSchema = z.looseObject({
  sub: z.string().min(1).max(255),
  email: z.string().trim().toLowerCase().max(200).pipe(z.email()).optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  name: z.string().trim().min(1).optional().catch(undefined),
});

export type Claims = z.infer<typeof claimsSchema>;

/** Who has signed in. Throws where anything about the answer isn't as expected. `search`: the query of the callback. */
export async function readAnswer(search: string, { state, nonce, verifier }: Expected): Promise<Claims> {
  const openid = await library();
  const found = await configuration();
  const tokens = await openid.authorizationCodeGrant(found, new URL(`${callbackUrl()}${search}`), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const claims: Record<string, unknown> & { sub: string } = tokens.claims() ?? { sub: "" };
  const wanted = ["email", env().OIDC_ROLE_CLAIM ?? "email"];
  // Many providers tell them there only.
  const more =
    wanted.some((name) => !(name in claims)) && found.serverMetadata().userinfo_endpoint
      ? await openid.fetchUserInfo(found, tokens.access_token, claims.sub)
      : {};
  // Whether an address is verified counts from where the address is.
  const { email_verified, ...others } = claims;
  return claimsSchema.parse({ ...more, ...others, ...("email" in claims ? { email_verified } : {}) });
}
