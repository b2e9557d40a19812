"use client";

import { Contrast } from "lucide-react";
import { buttonStyle } from "#components/ui/button-style.ts";
import { later } from "#components/ui/later.ts";
import { PopupButton } from "#components/ui/popup-button.tsx";

const baseThemeMenu = later(() =>
  import("#components/layout/base-theme-menu.tsx").then(({ BaseThemeMenu }) => BaseThemeMenu),
);

export function ThemeMenu() {
  return (
    <PopupButton
      kind="menu"
      popup={baseThemeMenu}
      given={{}}
      aria-label="Theme"
      title="Theme"
      className={buttonStyle({ variant: "ghost" }, "w-9 px-0")}
    >
      <Contrast className="size-4" aria-hidden />
    </PopupButton>
  );
}
