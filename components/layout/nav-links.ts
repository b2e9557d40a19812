import type { Permission } from "#lib/schemas/permission.ts";

type NavLink = { href: string; label: string; needs?: Permission };

export const NAV_LINKS: readonly NavLink[] = [
  { href: "/dashboard", label: "Dashboard" },
  { href: "/shot-lists", label: "Shot lists" },
  { href: "/looks", label: "Looks" },
  { href: "/templates", label: "Templates" },
  { href: "/image-types", label: "Image types" },
  { href: "/jobs", label: "Jobs" },
  { href: "/review", label: "Review" },
  { href: "/export", label: "Export", needs: "export" },
  { href: "/costs", label: "Costs" },
  { href: "/import", label: "Import", needs: "catalog" },
];

export const SETTINGS_LINK = { href: "/settings", label: "Settings", needs: "admin" } as const;

export const linksFor = <Link extends NavLink>(
  links: readonly Link[],
  can: (permission: Permission) => boolean,
): Link[] => links.filter(({ needs }) => !needs || can(needs));

/** Also true for a page below the link's list. */
export function isCurrent(href: string, pathname: string): boolean {
  return (
    pathname === href || pathname.startsWith(`${href}/`) || (href === "/dashboard" && pathname.startsWith("/products/"))
  );
}
