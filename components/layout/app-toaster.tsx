"use client";

import { useTheme } from "next-themes";
import { Toaster, type ToasterProps } from "sonner";
import { TOASTS_BOTTOM } from "#components/ui/lift-toasts.ts";

const THEMES: readonly string[] = ["light", "dark", "system"] satisfies ToasterProps["theme"][];
const isTheme = (theme: string | undefined): theme is NonNullable<ToasterProps["theme"]> =>
  theme !== undefined && THEMES.includes(theme);

export function AppToaster() {
  const { theme } = useTheme();
  return (
    <Toaster
      theme={isTheme(theme) ? theme : "system"}
      position="bottom-right"
      closeButton
      offset={{ bottom: TOASTS_BOTTOM, right: 16 }}
      mobileOffset={{ bottom: TOASTS_BOTTOM }}
      style={
        {
          "--normal-bg": "var(--raised)",
          "--normal-border": "var(--line)",
          "--normal-text": "var(--ink)",
          "--border-radius": "8px",
          fontFamily: "inherit",
        } as React.CSSProperties
      }
      toastOptions={{ style: { boxShadow: "none" } }}
    />
  );
}
