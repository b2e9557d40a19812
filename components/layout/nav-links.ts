export const NAV_LINKS = [
  { href: "/dashboard", label: "Dashboard" },
  { href: "/shot-lists", label: "Shot lists" },
  { href: "/looks", label: "Looks" },
  { href: "/templates", label: "Templates" },
  { href: "/image-types", label: "Image types" },
  { href: "/jobs", label: "Jobs" },
  { href: "/review", label: "Review" },
  { href: "/export", label: "Export" },
  { href: "/costs", label: "Costs" },
  { href: "/import", label: "Import" },
] as const;

export const SETTINGS_LINK = { href: "/settings", label: "Settings" } as const;

/** Also true for a page below the link's list. */
export function isCurrent(href: string, pathname: string): boolean {
  return (
    pathname === href || pathname.startsWith(`${href}/`) || (href === "/dashboard" && pathname.startsWith("/products/"))
  );
}
