"use client";

import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { useTheme } from "next-themes";
import { menuItemStyle, menuPopupStyle } from "#components/ui/menu-style.ts";
import type { PopupProps } from "#components/ui/popup-button.tsx";
import { useFocusAtStart } from "#components/ui/use-focus-at-start.ts";

const THEMES = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function BaseThemeMenu({ button, start }: PopupProps) {
  const { theme, setTheme } = useTheme();
  const trigger = useFocusAtStart<HTMLButtonElement>();
  return (
    <Menu.Root defaultOpen={start === "open"}>
      <Menu.Trigger {...button} ref={trigger} />
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
