/** Null where the request comes without a key. With one, its cookies don't count, whether the key is valid or not. */
export function bearerToken(headers: Headers): string | null {
  const found = /^Bearer(?: +(.*))?$/i.exec(headers.get("authorization") ?? "");
  return found ? (found[1] ?? "") : null;
}
