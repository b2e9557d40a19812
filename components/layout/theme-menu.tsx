"use client";

import { Menu } from "@base-ui/react/menu";
import { Check, Contrast } from "lucide-react";
import { useTheme } from "next-themes";
import { buttonStyle } from "#components/ui/button-style.ts";
import { menuItemStyle, menuPopupStyle } from "#components/ui/menu-style.ts";

const THEMES = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function ThemeMenu() {
  const { theme, setTheme } = useTheme();
  return (
    <Menu.Root>
      <Menu.Trigger aria-label="Theme" title="Theme" className={buttonStyle({ variant: "ghost" }, "w-9 px-0")}>
        <Contrast className="size-4" aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="z-50 outline-none">
          <Menu.Popup className={menuPopupStyle}>
            <Menu.RadioGroup value={theme} onValueChange={setTheme}>
              {THEMES.map(({ value, label }) => (
                <Menu.RadioItem key={value} value={value} closeOnClick className={menuItemStyle}>
                  <span className="size-4">
                    <Menu.RadioItemIndicator>
                      <Check className="size-4" aria-hidden />
                    </Menu.RadioItemIndicator>
                  </span>
                  {label}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
