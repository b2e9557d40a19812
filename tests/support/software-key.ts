import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest();

/** Head of a CBOR item (RFC 8949): a major type and a count. */
function head(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  if (count < 256) return Buffer.from([(major << 5) | 24, count]);
  return Buffer.from([(major << 5) | 25, count >> 8, count & 255]);
}

const number = (value: number) => (value < 0 ? head(1, -1 - value) : head(0, value));
const bytes = (value: Buffer) => Buffer.concat([head(2, value.length), value]);
const text = (value: string) => Buffer.concat([head(3, value.length), Buffer.from(value)]);
const map = (pairs: [Buffer, Buffer][]) => Buffer.concat([head(5, pairs.length), ...pairs.flat()]);

type Signing = {
  origin?: string;
  rpId?: string;
  isVerified?: boolean;
  counter?: number;
  type?: string;
};

type Given = Signing & { challenge: string };

/** A passkey as Web Authentication level 2 describes it, without a browser around it. */
export class SoftwareKey {
  readonly #pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #id = randomBytes(32);
  readonly id = this.#id.toString("base64url");

  #clientData({ challenge, origin = "http://localhost:3000" }: Given, type: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #data({ rpId = "localhost", isVerified = true, counter = 0 }: Signing, attested: Buffer): Buffer {
    const signs = Buffer.alloc(5);
    signs[0] = 1 | (isVerified ? 4 : 0) | (attested.length > 0 ? 0x40 : 0);
    signs.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(rpId), signs, attested]);
  }

  #publicKey(): Buffer {
    const { x = "", y = "" } = this.#pair.publicKey.export({ format: "jwk" });
    const point = [x, y].map((value) => bytes(Buffer.from(value, "base64url")));
    return map([
      [number(1), number(2)],
      [number(3), number(-7)],
      [number(-1), number(1)],
      [number(-2), point[0] ?? Buffer.alloc(0)],
      [number(-3), point[1] ?? Buffer.alloc(0)],
    ]);
  }

  #credential(response: Record<string, Buffer>) {
    const encoded = Object.entries(response).map(([name, value]) => [name, value.toString("base64url")]);
    return { id: this.id, rawId: this.id, type: "public-key", response: Object.fromEntries(encoded) };
  }

  create(given: Given) {
    const length = Buffer.from([0, this.#id.length]);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.#id, this.#publicKey()]);
    const attestationObject = map([
      [text("fmt"), text("none")],
      [text("attStmt"), map([])],
      [text("authData"), bytes(this.#data(given, attested))],
    ]);
    const clientDataJSON = this.#clientData(given, given.type ?? "webauthn.create");
    return this.#credential({ clientDataJSON, attestationObject });
  }

  use(given: Given) {
    const clientDataJSON = this.#clientData(given, given.type ?? "webauthn.get");
    const authenticatorData = this.#data(given, Buffer.alloc(0));
    const signature = sign("sha256", Buffer.concat([authenticatorData, sha256(clientDataJSON)]), this.#pair.privateKey);
    return this.#credential({ clientDataJSON, authenticatorData, signature });
  }
}
