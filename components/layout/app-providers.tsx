"use client";

import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { AppToaster } from "#components/layout/app-toaster.tsx";
import { KeyboardHelp } from "#components/layout/keyboard-help.tsx";

// The script that sets the theme before the first paint runs from the server's HTML only. Drawn again in the browser (an
// error page does that) it must not look like a script, or React complains.
const themeScript = typeof window === "undefined" ? {} : { type: "application/json" };

export function AppProviders({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      scriptProps={themeScript}
      {...(nonce === undefined ? {} : { nonce })}
    >
      <NuqsAdapter>{children}</NuqsAdapter>
      <AppToaster />
      <KeyboardHelp />
    </ThemeProvider>
  );
}
