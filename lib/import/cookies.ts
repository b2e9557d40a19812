import type { IncomingHttpHeaders } from "node:http";

const MAX_COOKIES = 20;
const MAX_COOKIE_LENGTH = 4_096;

type Cookie = { name: string; value: string; domain: string; isHostOnly: boolean; secure: boolean };

function parseCookie(header: string, { hostname, protocol }: URL): Cookie | null {
  const [pair = "", ...attributes] = header.split(";").map((part) => part.trim());
  const at = pair.indexOf("=");
  if (at <= 0 || header.length > MAX_COOKIE_LENGTH) return null;
  const given = (name: string) =>
    attributes.find((attribute) => attribute.toLowerCase().startsWith(name))?.slice(name.length);
  const domain = given("domain=")?.replace(/^\./, "").toLowerCase();
  const covers = domain?.includes(".") && (hostname === domain || hostname.endsWith(`.${domain}`));
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    domain: covers && domain ? domain : hostname,
    isHostOnly: !covers,
    secure: protocol === "https:" && given("secure") !== undefined,
  };
}

/** The cookies of one download: some shops set one and redirect, endlessly without it. */
export class Cookies {
  #cookies: Cookie[] = [];

  keep(headers: IncomingHttpHeaders, url: URL): void {
    for (const header of headers["set-cookie"] ?? []) {
      const cookie = parseCookie(header, url);
      if (!cookie) continue;
      const others = this.#cookies.filter(({ name, domain }) => name !== cookie.name || domain !== cookie.domain);
      this.#cookies = [...others, cookie].slice(-MAX_COOKIES);
    }
  }

  headerFor({ hostname, protocol }: URL): string | undefined {
    const sent = this.#cookies.filter(
      ({ domain, isHostOnly, secure }) =>
        (hostname === domain || (!isHostOnly && hostname.endsWith(`.${domain}`))) && (!secure || protocol === "https:"),
    );
    return sent.length > 0 ? sent.map(({ name, value }) => `${name}=${value}`).join("; ") : undefined;
  }
}
