/** Clients add `/v1beta` themselves. */
export function withoutVersion(baseUrl: string): string {
  return baseUrl.replace(/\/+$/, "").replace(/\/v1beta$/, "");
}
