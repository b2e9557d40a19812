import "#app/globals.css";
import type { Metadata } from "next";
import localFont from "next/font/local";
import { headers } from "next/headers";
import { JobWatcher } from "#components/jobs/job-watcher.tsx";
import { AppHeader } from "#components/layout/app-header.tsx";
import { AppProviders } from "#components/layout/app-providers.tsx";
import { NoWorker } from "#components/layout/no-worker.tsx";
import { currentUser } from "#lib/auth/page.ts";
import { permissionsOf } from "#lib/auth/permissions.ts";
import { currentGenerator } from "#lib/gemini/model-info.ts";

export const metadata: Metadata = {
  title: { default: "Packshot", template: "%s · Packshot" },
  description: "Bulk product images for Amazon sellers.",
};

/** Latin only, 29 kB of 76: the stylesheet names the files of other scripts, which a browser fetches where a page shows one. */
const geist = localFont({
  src: "../node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2",
  variable: "--font-geist-latin",
  weight: "100 900",
});

/** Demo mode is decided when the app starts, not when it is built. */
export const dynamic = "force-dynamic";

export default async function RootLayout({ children }: LayoutProps<"/">) {
  const user = await currentUser();
  const { generator, hasWorker } = await currentGenerator();
  const permissions = user && (user.id === null ? null : permissionsOf(user));
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning className={geist.variable}>
      <body>
        <AppProviders nonce={nonce} permissions={permissions}>
          {/* Its z-indexes end here: dialogs and toasts, which are outside it, lie above all of the page. */}
          <div className="isolate min-h-dvh">
            <a
              href="#main"
              className="sr-only z-50 rounded-lg border bg-raised px-3 py-2 font-medium focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
            >
              Skip to content
            </a>
            {user && <AppHeader demo={generator === "demo"} account={user.id && user.name} />}
            {user && !hasWorker && <NoWorker />}
            <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[90rem] px-4 py-6 outline-none sm:px-6">
              {children}
            </main>
          </div>
          {user && <JobWatcher />}
        </AppProviders>
      </body>
    </html>
  );
}
