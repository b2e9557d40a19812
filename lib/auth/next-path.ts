const HERE = "http://localhost";

/** Only a path of this app: a link to the sign-in must not lead anywhere else. */
export function pathOf(next: unknown): string {
  const url = typeof next === "string" ? URL.parse(next, HERE) : null;
  return url?.origin === HERE && !url.pathname.startsWith("//") ? `${url.pathname}${url.search}` : "/dashboard";
}
