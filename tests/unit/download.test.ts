import { BlockList } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { download, type Internet, internet, NoAnswer, TryLater } from "#lib/import/download.ts";
import { Hosts } from "#lib/import/fetch-links.ts";
import { isPublicAddress } from "#lib/import/public-address.ts";
import { RowError } from "#lib/import/row.ts";
import { hostileLinks } from "#tests/support/hostile-links.ts";
import { PictureServer } from "#tests/support/picture-server.ts";

const PUBLIC = "93.184.216.34";
const OTHER = "2606:4700::1111";
const server = new PictureServer();
const opened: [host: string, address: string][] = [];
let names: Record<string, string[][]> = {};

const internetTo = (link: string) => internet.open(new URL(link), "127.0.0.1", AbortSignal.timeout(5_000));

/** An internet whose names are looked up in `names`, one answer after the other, and whose every address is our server. */
const outside: Internet = {
  async resolve(hostname) {
    const answers = names[hostname];
    const answer = answers && answers.length > 1 ? answers.shift() : answers?.[0];
    if (!answer) throw Object.assign(new Error("not found"), { code: "ENOTFOUND" });
    return answer;
  },
  open(url, address, signal) {
    opened.push([url.host, address]);
    return internet.open(new URL(`${url.pathname}${url.search}`, `http://${server.host}`), "127.0.0.1", signal);
  },
};

const fetched = (link: string, options: { allowHosts?: string[]; longestMs?: number; signal?: AbortSignal } = {}) =>
  download(link, { allowHosts: [], signal: new AbortController().signal, outside, ...options });

const failure = (link: string, options = {}) =>
  fetched(link, options).then(
    () => "fetched",
    (error: unknown) => (error instanceof RowError ? error.code : error),
  );

beforeAll(() => server.listen());
beforeEach(() => {
  opened.length = 0;
  server.asked.length = 0;
  names = { "shop.example": [[PUBLIC]] };
});
afterAll(() => server.close());

test("fetches the bytes of a picture on a public address", async () => {
  server.answers = { "a.jpg?size=2": { body: "bytes" } };
  expect((await fetched("https://shop.example/a.jpg?size=2#top")).toString()).toBe("bytes");
  expect(opened).toEqual([["shop.example", PUBLIC]]);
});

describe("addresses that must not be reached", () => {
  test.each(hostileLinks("80"))("%s is not contacted", async (link) => {
    names.localhost = [["127.0.0.1", "::1"]];
    names["metadata.google.internal"] = [["169.254.169.254"]];
    const code = URL.parse(link) ? await failure(link) : "BAD_LINK";
    expect(["BAD_LINK", "LINK_REFUSED", "LINK_FAILED"]).toContain(code);
    expect(opened).toEqual([]);
  });

  test.each([
    ["a private one", ["10.0.0.1"]],
    ["a public and a private one", [PUBLIC, "192.168.0.1"]],
    ["the loopback of IPv6", ["::1"]],
    ["IPv4 in IPv6", ["::ffff:10.0.0.1"]],
    ["nothing", []],
  ])("a name with %s among its addresses is refused", async (_name, addresses) => {
    names["rebind.example"] = [addresses];
    expect(await failure("http://rebind.example/a.jpg")).toBe("LINK_REFUSED");
    expect(opened).toEqual([]);
  });

  test("a name is looked up once and connected to as it was checked, whatever it says a moment later", async () => {
    names["rebind.example"] = [[PUBLIC], ["127.0.0.1"]];
    server.answers = { "a.jpg": { body: "bytes" } };
    await fetched("http://rebind.example/a.jpg");
    expect(opened).toEqual([["rebind.example", PUBLIC]]);
  });

  test("each redirect is looked up and checked again", async () => {
    names["rebind.example"] = [[PUBLIC], ["127.0.0.1"]];
    server.answers = { "a.jpg": { status: 302, headers: { location: "/b.jpg" } }, "b.jpg": { body: "secret" } };
    expect(await failure("http://rebind.example/a.jpg")).toBe("LINK_REFUSED");
    expect(opened).toEqual([["rebind.example", PUBLIC]]);
  });

  test.each(hostileLinks("80"))("a redirect to %s leads nowhere", async (location) => {
    names.localhost = [["127.0.0.1"]];
    const headers = { location: encodeURI(location).replaceAll("%25", "%") };
    server.answers = { "a.jpg": { status: 301, headers } };
    expect(["LINK_REFUSED", "LINK_FAILED"]).toContain(await failure("http://shop.example/a.jpg"));
    expect(opened.filter(([host]) => host !== "shop.example")).toEqual([]);
  });

  test("an allowed host counts for links to it, not for redirects from others", async () => {
    server.answers = {
      "a.jpg": { body: "bytes" },
      "b.jpg": { status: 302, headers: { location: "/a.jpg" } },
      "c.jpg": { status: 302, headers: { location: server.link("a.jpg") } },
    };
    const allowHosts = [server.host];
    expect((await fetched(server.link("a.jpg"), { allowHosts })).toString()).toBe("bytes");
    expect(await failure(server.link("b.jpg"), { allowHosts })).toBe("fetched");
    expect(await failure("http://shop.example/c.jpg", { allowHosts })).toBe("LINK_REFUSED");
    const other = "shop.example:8080";
    expect(await failure(`http://${other}/c.jpg`, { allowHosts: [...allowHosts, other] })).toBe("LINK_REFUSED");
  });

  test("other ports than those of the web are asked only where that is allowed", async () => {
    server.answers = { "a.jpg": { body: "bytes" } };
    for (const port of [22, 25, 5432, 6379, 8080])
      expect(await failure(`http://shop.example:${port}/a.jpg`)).toBe("LINK_REFUSED");
    expect(opened).toEqual([]);
    expect(await failure("http://shop.example:8080/a.jpg", { allowHosts: ["shop.example:8080"] })).toBe("fetched");
    expect(await failure("https://shop.example:443/a.jpg")).toBe("fetched");
  });

  test("a network that this machine is in is refused, whichever addresses it has", () => {
    const own = new BlockList();
    own.addSubnet("93.184.216.0", 24, "ipv4");
    own.addSubnet("2606:4700:10::", 64, "ipv6");
    expect(isPublicAddress("93.184.216.34", own)).toBe(false);
    expect(isPublicAddress("93.184.217.34", own)).toBe(true);
    expect(isPublicAddress("2606:4700:10::5", own)).toBe(false);
    expect(isPublicAddress("2606:4700:11::5", own)).toBe(true);
  });

  test("an allowed host is one host and port, and not what it leads on to", async () => {
    server.answers = { "a.jpg": { status: 307, headers: { location: "http://127.0.0.1:9/b.jpg" } } };
    const allowHosts = [server.host];
    expect(await failure(server.link("a.jpg"), { allowHosts })).toBe("LINK_REFUSED");
    expect(opened).toEqual([[server.host, "127.0.0.1"]]);
    expect(await failure(server.link("a.jpg"), { allowHosts: ["127.0.0.1:9"] })).toBe("LINK_REFUSED");
  });
});

test.each([
  ["8.8.8.8", true],
  ["172.32.0.1", true],
  ["100.128.0.1", true],
  ["2606:4700::1111", true],
  ["2a00:1450:4001::200e", true],
  ["192.0.0.1", false],
  ["::", false],
  ["4000::1", false],
  ["fec0::1", false],
  ["not an address", false],
])("%s is public: %s", (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

test("follows five redirects, and no sixth", async () => {
  const hop = (to: string) => ({ status: 302, headers: { location: to } });
  server.answers = {
    1: hop("2"),
    2: hop("3"),
    3: hop("4"),
    4: hop("5"),
    5: hop("6"),
    6: { body: "bytes" },
    0: hop("1"),
  };
  expect((await fetched("http://shop.example/1")).toString()).toBe("bytes");
  expect(await failure("http://shop.example/0")).toBe("LINK_FAILED");
});

test("takes at most 25 MB, whether the server says so or not", async () => {
  const length = 25 * 1024 ** 2 + 1;
  server.answers = {
    "said.jpg": (response) => response.writeHead(200, { "content-length": String(length) }).end(Buffer.alloc(length)),
    "unsaid.jpg": (response) => response.writeHead(200).end(Buffer.alloc(length)),
  };
  expect(await failure("http://shop.example/said.jpg")).toBe("FILE_TOO_LARGE");
  expect(await failure("http://shop.example/unsaid.jpg")).toBe("FILE_TOO_LARGE");
});

test.each([
  ["no answer", () => {}],
  ["a head without a body", (response: { flushHeaders(): void }) => response.flushHeaders()],
  ["half a body", (response: { write(text: string): void }) => response.write("half")],
])("gives up on %s after a while, to try again", async (_name, answer) => {
  server.answers = { "a.jpg": (response) => answer(response) };
  expect(await failure("http://shop.example/a.jpg", { longestMs: 100 })).toBeInstanceOf(TryLater);
});

test("gives up on a name that is never looked up", async () => {
  const slow: Internet = { ...outside, resolve: () => new Promise(() => {}) };
  await expect(
    download("http://shop.example/a.jpg", {
      allowHosts: [],
      outside: slow,
      longestMs: 50,
      signal: new AbortController().signal,
    }),
  ).rejects.toBeInstanceOf(TryLater);
});

test.each([404, 403, 410, 204, 304])("gives up for good on %i", async (status) => {
  server.answers = { "a.jpg": { status } };
  expect(await failure("http://shop.example/a.jpg")).toBe("LINK_FAILED");
});

test.each([429, 500, 503])("tries again after %i, as late as the server asks, within a minute", async (status) => {
  server.answers = {
    "a.jpg": { status, headers: { "retry-after": "7" } },
    "b.jpg": { status, headers: { "retry-after": "86400" } },
    "c.jpg": { status },
  };
  const waits = await Promise.all(["a", "b", "c"].map((name) => failure(`http://shop.example/${name}.jpg`)));
  expect(waits.map((error) => error instanceof TryLater && error.waitMs)).toEqual([7_000, 60_000, null]);
});

test("a dropped connection is tried again; a host that does not exist is not", async () => {
  server.answers = { "a.jpg": (response) => response.destroy() };
  expect(await failure("http://shop.example/a.jpg")).toBeInstanceOf(TryLater);
  expect(await failure("http://nowhere.example/a.jpg")).toBe("LINK_FAILED");
});

test("connects to the address that was checked, whatever the name leads to, and names the host", async () => {
  server.answers = { "a.jpg": (response, { headers }) => response.end(`for ${headers.host}`) };
  const port = server.host.split(":")[1];
  const response = await internetTo(`http://nowhere.invalid:${port}/a.jpg`);
  expect(await text(response)).toBe(`for nowhere.invalid:${port}`);
});

test("a server that wants to speak another protocol is given up at once", async () => {
  const upgrade = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n";
  server.answers = { "a.jpg": (_response, { socket }) => socket.write(upgrade) };
  expect(await failure("http://shop.example/a.jpg")).toBe("LINK_FAILED");
});

test("the time limit holds for a client that never settles", async () => {
  const stuck: Internet = { ...outside, open: () => new Promise(() => {}) };
  const options = { allowHosts: [], outside: stuck, longestMs: 50, signal: new AbortController().signal };
  await expect(download("http://shop.example/a.jpg", options)).rejects.toBeInstanceOf(NoAnswer);
});

test("tries the addresses of a name in order until one answers", async () => {
  names["two.example"] = [[OTHER, PUBLIC]];
  server.answers = { "a.jpg": { body: "bytes" } };
  const half: Internet = {
    ...outside,
    open: async (url, address, signal) => {
      if (address === PUBLIC) return outside.open(url, address, signal);
      throw Object.assign(new Error("no way there"), { code: "ENETUNREACH" });
    },
  };
  const options = { allowHosts: [], outside: half, signal: new AbortController().signal };
  expect((await download("http://two.example/a.jpg", options)).toString()).toBe("bytes");
});

test("a host that is silent again and again is left alone; one that answers between is not, nor are others", async () => {
  const hosts = new Hosts();
  const ask = (link: string, answer: () => Promise<string>) =>
    hosts.ask(link, answer).catch((error: unknown) => (error instanceof RowError ? error.code : "silent"));
  const silent = () => Promise.reject(new NoAnswer("No answer."));
  const found = async () => "found";
  for (let times = 0; times < 11; times += 1) await ask("http://slow.example/a.jpg", silent);
  expect(await ask("http://slow.example/a.jpg", found)).toBe("found");
  for (let times = 0; times < 12; times += 1) await ask("http://slow.example/a.jpg", silent);
  expect(await ask("http://slow.example/b.jpg", found)).toBe("LINK_FAILED");
  expect(await ask("http://other.example/b.jpg", found)).toBe("found");
});
