"use client";

import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { AppToaster } from "#components/layout/app-toaster.tsx";
import { KeyboardHelp } from "#components/layout/keyboard-help.tsx";
import { CanProvider } from "#components/ui/can.tsx";
import type { Permission } from "#lib/schemas/permission.ts";

// The script that sets the theme before the first paint runs from the server's HTML only. Drawn again in the browser (an
// error page does that) it must not look like a script, or React complains.
const themeScript = typeof window === "undefined" ? {} : { type: "application/json" };

type AppProvidersProps = {
  nonce: string | undefined;
  /** Of who uses the page; null without accounts. */
  permissions: readonly Permission[] | null;
  children: ReactNode;
};

export function AppProviders({ nonce, permissions, children }: AppProvidersProps) {
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      scriptProps={themeScript}
      {...(nonce === undefined ? {} : { nonce })}
    >
      <CanProvider permissions={permissions}>
        <NuqsAdapter>{children}</NuqsAdapter>
        <AppToaster />
        <KeyboardHelp />
      </CanProvider>
    </ThemeProvider>
  );
}
