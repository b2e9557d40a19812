import "server-only";
import type { IncomingMessage } from "node:http";
import { pipeline, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { RowError } from "#lib/import/row.ts";
import { MAX_PHOTO_BYTES } from "#lib/schemas/upload.ts";

/** Enough of an error body for its reason. */
const MAX_REASON_BYTES = 16 * 1024;
const MAX_REASON_LENGTH = 200;
const MAX_CODINGS = 2;

const DECODERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

const tooLarge = () => new RowError("FILE_TOO_LARGE", "The picture is larger than 25 MB.");

/** Undoes compressions that servers use without being asked. */
function decoded(response: IncomingMessage, { host }: URL): Readable {
  const codings = (response.headers["content-encoding"] ?? "").toLowerCase().split(",");
  const names = codings.map((coding) => coding.trim()).filter((coding) => coding !== "" && coding !== "identity");
  if (names.length > MAX_CODINGS)
    throw new RowError("LINK_FAILED", `${host} compressed the picture ${names.length} times.`);
  let body: Readable = response;
  for (const name of names.toReversed()) {
    const decoder = Object.hasOwn(DECODERS, name) ? DECODERS[name]?.() : undefined;
    if (!decoder) throw new RowError("LINK_FAILED", `${host} sent the picture with an unknown compression (${name}).`);
    // Errors come out of the last stream of the pipeline, where the body is read.
    body = pipeline(body, decoder, () => {});
  }
  return body;
}

async function readUpTo(body: Readable, maxBytes: number): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > maxBytes) return { bytes: Buffer.concat(chunks), isWhole: false };
  }
  return { bytes: Buffer.concat(chunks), isWhole: true };
}

const isPage = (bytes: Buffer) =>
  /^(?:\ufeff|\s|<!--[\s\S]*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body)\b/i.test(
    bytes.subarray(0, 2_000).toString(),
  );

/** Throws `RowError` if it is too large or a web page. */
export async function readPicture(response: IncomingMessage, url: URL): Promise<Buffer> {
  if (Number(response.headers["content-length"] ?? 0) > MAX_PHOTO_BYTES) throw tooLarge();
  const { bytes, isWhole } = await readUpTo(decoded(response, url), MAX_PHOTO_BYTES);
  if (!isWhole) throw tooLarge();
  if (!isPage(bytes)) return bytes;
  const shared = /(?:^|\.)(?:google|dropbox)\.com$/.test(url.hostname)
    ? " Share the file with anyone who has the link."
    : " Use the address of the picture itself.";
  throw new RowError("NOT_AN_IMAGE", `${url.host} sent a web page, not a picture.${shared}`);
}

/** The reason in a store's XML or a short text; null if it has none that can be shown. */
async function reasonOf(response: IncomingMessage, url: URL): Promise<string | null> {
  try {
    const { bytes } = await readUpTo(decoded(response, url), MAX_REASON_BYTES);
    const message = /<Message>([^<]+)<\/Message>/.exec(bytes.toString())?.[1]?.trim();
    return message ? message.slice(0, MAX_REASON_LENGTH) : null;
  } catch {
    // The status is told all the same.
    return null;
  }
}

export async function refusalOf(response: IncomingMessage, url: URL): Promise<RowError> {
  const { statusCode: status = 0 } = response;
  const reason = status >= 400 ? await reasonOf(response, url) : null;
  const advice =
    status === 401 || status === 403 ? " Many shops block programs. Download the picture and add it in a zip." : "";
  const said = reason ? `: ${reason.replace(/[.\s]*$/, ".")}` : `.${advice}`;
  return new RowError("LINK_FAILED", `${url.host} answered ${status}${said}`);
}
