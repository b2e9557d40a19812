"use client";

import { Menu as MenuIcon } from "lucide-react";
import { usePathname } from "next/navigation";
import { isCurrent, linksFor, NAV_LINKS } from "#components/layout/nav-links.ts";
import { buttonStyle } from "#components/ui/button-style.ts";
import { useCan } from "#components/ui/can.tsx";
import { later } from "#components/ui/later.ts";
import { Link } from "#components/ui/link.tsx";
import { PopupButton } from "#components/ui/popup-button.tsx";

const baseNavMenu = later(() => import("#components/layout/base-nav-menu.tsx").then(({ BaseNavMenu }) => BaseNavMenu));

export function MainNav() {
  const pathname = usePathname();
  const can = useCan();
  return (
    <nav aria-label="Main" className="hidden xl:block">
      <ul className="flex gap-1">
        {linksFor(NAV_LINKS, can).map(({ href, label }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={isCurrent(href, pathname) ? "page" : undefined}
              className="flex h-9 items-center whitespace-nowrap rounded-lg px-2 text-muted transition-colors hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:text-ink"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function MainNavMenu() {
  return (
    <PopupButton
      kind="menu"
      popup={baseNavMenu}
      given={{}}
      aria-label="Menu"
      className={buttonStyle({ variant: "ghost" }, "w-9 px-0 xl:hidden")}
    >
      <MenuIcon className="size-4" aria-hidden />
    </PopupButton>
  );
}
