"use client";

import { useTheme } from "next-themes";
import { useEffect } from "react";
import { Toaster, type ToasterProps, toast } from "sonner";
import { TOASTS_BOTTOM } from "#components/ui/lift-toasts.ts";
import { useStore } from "#components/ui/store.ts";
import { NO_CALLS, toastCalls } from "#components/ui/toast.ts";

const THEMES: readonly string[] = ["light", "dark", "system"] satisfies ToasterProps["theme"][];
const isTheme = (theme: string | undefined): theme is NonNullable<ToasterProps["theme"]> =>
  theme !== undefined && THEMES.includes(theme);

/** Shows the messages that came before it was loaded, too. */
export function BaseToaster() {
  const calls = useStore(toastCalls, NO_CALLS);
  // Runs after the effect in which the Toaster below begins to listen.
  useEffect(() => {
    if (calls.length === 0) return;
    toastCalls.set((now) => now.filter((call) => !calls.includes(call)));
    for (const call of calls) call(toast);
  }, [calls]);
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
