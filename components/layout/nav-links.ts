export const NAV_LINKS = [
  { href: "/dashboard", label: "Dashboard" },
  { href: "/templates", label: "Templates" },
  { href: "/image-types", label: "Image types" },
  { href: "/jobs", label: "Jobs" },
  { href: "/review", label: "Review" },
  { href: "/export", label: "Export" },
  { href: "/import", label: "Import" },
] as const;

/** Is this the link of the page, or of the list that the page belongs to? */
export function isCurrent(href: string, pathname: string): boolean {
  return (
    pathname === href || pathname.startsWith(`${href}/`) || (href === "/dashboard" && pathname.startsWith("/products/"))
  );
}
