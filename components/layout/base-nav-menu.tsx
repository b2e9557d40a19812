"use client";

import { Menu } from "@base-ui/react/menu";
import { usePathname } from "next/navigation";
import { isCurrent, linksFor, NAV_LINKS, SETTINGS_LINK } from "#components/layout/nav-links.ts";
import { useCan } from "#components/ui/can.tsx";
import { Link } from "#components/ui/link.tsx";
import { menuItemStyle, menuPopupStyle } from "#components/ui/menu-style.ts";
import type { PopupProps } from "#components/ui/popup-button.tsx";
import { useFocusAtStart } from "#components/ui/use-focus-at-start.ts";

export function BaseNavMenu({ button, start }: PopupProps) {
  const pathname = usePathname();
  const can = useCan();
  const trigger = useFocusAtStart<HTMLButtonElement>();
  return (
    <Menu.Root defaultOpen={start === "open"}>
      <Menu.Trigger {...button} ref={trigger} />
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="start" className="z-50 outline-none">
          <Menu.Popup className={menuPopupStyle}>
            {linksFor([...NAV_LINKS, SETTINGS_LINK], can).map(({ href, label }) => (
              <Menu.LinkItem
                key={href}
                closeOnClick
                render={<Link href={href} />}
                aria-current={isCurrent(href, pathname) ? "page" : undefined}
                className={menuItemStyle}
              >
                {label}
              </Menu.LinkItem>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
