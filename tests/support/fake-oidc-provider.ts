import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const keys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });

export const CLIENT = { id: "packshot", secret: "a secret of the client" };

type Login = { nonce: string; challenge: string };

/** Signs in whomever a test names, and lies where a test tells it to. */
export class FakeOidcProvider {
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #logins = new Map<string, Login>();
  readonly #keys = keys();
  issuer = "";
  /** Of the next ID token, over those that are right. */
  claims: Record<string, unknown> = {};
  /** Of the next answer of userinfo. */
  userinfo: Record<string, unknown> = {};
  /** Of the next discovery document. */
  metadata: Record<string, unknown> = {};
  signedByAnother = false;
  algorithm = "ES256";
  requests: string[] = [];

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.issuer = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  reset(): void {
    Object.assign(this, { claims: {}, userinfo: {}, metadata: {}, signedByAnother: false, algorithm: "ES256" });
  }

  /** What the page of the provider does once somebody has signed in there: the query of the way back. */
  login(authorizationUrl: string): URLSearchParams {
    const { searchParams } = new URL(authorizationUrl);
    const code = randomUUID();
    this.#logins.set(code, {
      nonce: searchParams.get("nonce") ?? "",
      challenge: searchParams.get("code_challenge") ?? "",
    });
    return new URLSearchParams({ code, state: searchParams.get("state") ?? "", iss: this.issuer });
  }

  #idToken({ nonce }: Login): string {
    const now = Math.floor(Date.now() / 1_000);
    const known = { iss: this.issuer, aud: CLIENT.id, sub: "ana", nonce, iat: now, exp: now + 300, ...this.claims };
    const content = `${encoded({ alg: this.algorithm, kid: "one" })}.${encoded(known)}`;
    if (this.algorithm === "none") return `${content}.`;
    const { privateKey } = this.signedByAnother ? keys() : this.#keys;
    const signature = sign("sha256", Buffer.from(content), { key: privateKey, dsaEncoding: "ieee-p1363" });
    return `${content}.${signature.toString("base64url")}`;
  }

  #token(form: URLSearchParams, authorization: string): [status: number, body: unknown] {
    const secret = `${encodeURIComponent(CLIENT.id)}:${encodeURIComponent(CLIENT.secret).replaceAll("%20", "+")}`;
    if (authorization !== `Basic ${Buffer.from(secret).toString("base64")}`) return [401, { error: "invalid_client" }];
    const login = this.#logins.get(form.get("code") ?? "");
    this.#logins.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!login || challenge !== login.challenge) return [400, { error: "invalid_grant" }];
    const tokens = { access_token: "access", token_type: "Bearer", expires_in: 300, id_token: this.#idToken(login) };
    return [200, tokens];
  }

  #discovery() {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      jwks_uri: `${this.issuer}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["ES256"],
      authorization_response_iss_parameter_supported: true,
      ...this.metadata,
    };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const path = request.url ?? "";
    this.requests.push(path);
    const json = (status: number, value: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (path === "/.well-known/openid-configuration") json(200, this.#discovery());
    else if (path === "/jwks")
      json(200, {
        keys: [{ ...this.#keys.publicKey.export({ format: "jwk" }), kid: "one", alg: "ES256", use: "sig" }],
      });
    else if (path === "/token") json(...this.#token(new URLSearchParams(body), request.headers.authorization ?? ""));
    else if (path === "/userinfo") json(200, { sub: "ana", ...this.userinfo });
    else json(404, {});
  }
}
