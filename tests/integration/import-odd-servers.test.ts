import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { acceptedImport, finishedImport, storedProducts, useImporter } from "#tests/support/importer.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { PictureServer, usePictureServer } from "#tests/support/picture-server.ts";

const server = await usePictureServer();
const ipv6 = new PictureServer();
await ipv6.listen("::1", Number(server.host.split(":")[1]));
process.env.IMPORT_ALLOW_HOSTS = `${server.host}, [::1]:${server.host.split(":")[1]}`;
useImporter({ fetching: true });

const fixture = (name: string) =>
  readFileSync(`tests/fixtures/import/${name}`, "utf8").replaceAll("39417", server.host.split(":")[1] ?? "");

const jpeg = await drawPicture();
const avif = await drawPicture({ format: "avif" });
const gif = await drawPicture({ format: "gif" });
const webp = await drawPicture({ format: "webp" });

const html = "<!DOCTYPE html><html><title>Sign in</title></html>";
const page = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/html" }).end(html);
const picture = (response: ServerResponse, body = jpeg, headers = {}) =>
  response.writeHead(200, { "content-type": "image/jpeg", ...headers }).end(body);
const accepts = ({ headers }: IncomingMessage, type: string) => (headers.accept ?? "").includes(type);

/** Answers once in the middle of the body, then whole. */
function cutOnce() {
  let asked = 0;
  return (response: ServerResponse) => {
    asked += 1;
    if (asked > 1) return void picture(response);
    response.writeHead(200, { "content-length": jpeg.length });
    response.write(jpeg.subarray(0, 50), () => response.destroy());
  };
}

const EXPIRED = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>';

function serveOddly(): void {
  server.answers = {
    // Sends the newest format that the header lets pass.
    "neg/1.jpg": (response, request) =>
      accepts(request, "image/*") || accepts(request, "*/*")
        ? picture(response, Buffer.from("jxl"))
        : picture(response),
    // Answers only to those who name the type.
    "negliteral/1.jpg": (response, request) =>
      accepts(request, "image/jpeg") ? picture(response) : response.writeHead(406).end(),
    "gz/1.jpg": (response) => picture(response, gzipSync(jpeg), { "content-encoding": "gzip" }),
    "br/1.jpg": (response) => picture(response, brotliCompressSync(gzipSync(jpeg)), { "content-encoding": "gzip, br" }),
    "utf8loc/1.jpg": (response) =>
      response.writeHead(302, { location: Buffer.from("/bild/größe.jpg").toString("latin1") }).end(),
    "bild/gr%C3%B6%C3%9Fe.jpg": (response) => picture(response),
    "ua/1.jpg": (response, { headers }) =>
      /Mozilla/.test(headers["user-agent"] ?? "") ? picture(response) : response.writeHead(403).end(html),
    "cookie/1.jpg": (response, { headers }) =>
      headers.cookie === "seen=yes"
        ? picture(response)
        : response.writeHead(302, { "set-cookie": "seen=yes; Path=/; HttpOnly", location: "/cookie/1.jpg" }).end(),
    "drive/1.jpg": page,
    "soft404/1.jpg": page,
    "s3expired/1.jpg": (response) => response.writeHead(403, { "content-type": "application/xml" }).end(EXPIRED),
    "octet/1.jpg": (response) => picture(response, jpeg, { "content-type": "application/octet-stream" }),
    "trunc/1.jpg": cutOnce(),
    "avif/1.jpg": (response) => picture(response, avif),
    "gif/1.jpg": (response) => picture(response, gif),
    "lastmod304/1.jpg": (response, { headers }) =>
      headers["if-modified-since"]
        ? response.writeHead(304).end()
        : picture(response, jpeg, { "last-modified": "Tue, 03 Nov 2026 10:00:00 GMT" }),
    "type-webp-as-jpg/1.jpg": (response) => picture(response, webp),
    "dupcl/1.jpg": (response) => {
      const length = `Content-Length: ${jpeg.length}\r\n`;
      response.socket?.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${length}${length}\r\n`), jpeg]));
    },
  };
  ipv6.answers = { "ok/7.jpg": { body: jpeg } };
}

/** The title of each product with a photo, and of the others why they have none. */
async function outcome(file: string) {
  const { errors } = await finishedImport(await acceptedImport(fixture(file), file));
  const products = await storedProducts();
  return {
    taken: products.filter(({ sourceImages }) => sourceImages.length === 1).map(({ title }) => title),
    refused: Object.fromEntries(errors.map(({ row, code, message }) => [row, `${code} ${message}`])),
  };
}

test("takes pictures from servers of every habit, and says what the others sent", async () => {
  serveOddly();
  const { taken, refused } = await outcome("odd-servers.csv");
  expect(taken).toEqual(
    "neg negliteral gz utf8loc cookie octet trunc br avif gif lastmod304 type-webp-as-jpg ipv6".split(" "),
  );
  expect(refused).toEqual({
    6: expect.stringMatching(/^LINK_FAILED .* answered 403\. .*add it in a zip/),
    8: expect.stringMatching(/^NOT_AN_IMAGE .* a web page, not a picture/),
    9: expect.stringMatching(/^NOT_AN_IMAGE .* a web page, not a picture/),
    10: expect.stringMatching(/^LINK_FAILED .* answered 403: Request has expired\./),
    18: expect.stringMatching(/^LINK_FAILED .* sent an invalid HTTP answer/),
  });
});

test("understands links as people paste them, and says what is missing in the others", async () => {
  const paths = ["ok/gr%C3%BCner%20becher%201.jpg", "query?a=1&b=2", "ok/100%25%20cotton.jpg"];
  for (const path of [...paths, ...[2, 3, 4, 5, 6].map((number) => `ok/${number}.jpg`)])
    server.answers[path] = { body: jpeg };
  const { taken, refused } = await outcome("link-forms.csv");
  expect(taken).toEqual([
    ...["spaces and umlauts", "HTML ampersands", "bare percent", "upper-case scheme", "fragment"],
    ...["line break behind", "Excel formula", "Google Sheets IMAGE"],
  ]);
  expect(refused).toEqual({
    // Asked by TLS, which this server does not speak.
    2: expect.stringMatching(/^LINK_FAILED 127\.0\.0\.1:\d+ /),
    3: expect.stringMatching(/^BAD_LINK .*must start with https:\/\//),
    11: expect.stringMatching(/^BAD_LINK .*sheet can't contain pictures/),
  });
});
