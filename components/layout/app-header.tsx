import { CircleUserRound, Settings as SettingsIcon, Sparkles } from "lucide-react";
import { MainNav, MainNavMenu } from "#components/layout/main-nav.tsx";
import { SETTINGS_LINK } from "#components/layout/nav-links.ts";
import { ThemeMenu } from "#components/layout/theme-menu.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { Link } from "#components/ui/link.tsx";

const DEMO =
  "GEMINI_API_KEY is not set: images are generated on this machine and marked as demo. Set it and restart Packshot to use Gemini.";

/** `short`: only the sign where the header has no room. */
function Wordmark({ short }: { short: boolean }) {
  return (
    <Link
      href="/dashboard"
      className="flex h-9 items-center gap-1.5 rounded-lg sm:gap-2 font-semibold text-base tracking-tight"
    >
      <svg viewBox="0 0 32 32" className="size-5" aria-hidden="true">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <path
          d="M9 12.5 16 9l7 3.5V20l-7 3.5L9 20zM9 12.5l7 3.5 7-3.5M16 16v7.5"
          fill="none"
          stroke="#fff"
          strokeWidth="2"
          strokeLinejoin="round"
        />
      </svg>
      <span className={short ? "max-[26rem]:sr-only" : undefined}>Packshot</span>
    </Link>
  );
}

/** `account`: the name of who is signed in; null without accounts. */
export function AppHeader({ demo, account }: { demo: boolean; account: string | null }) {
  return (
    <header className="sticky top-0 z-30 border-b bg-surface">
      <div className="mx-auto flex h-14 max-w-[90rem] items-center gap-1 px-2 sm:gap-3 sm:px-6">
        <MainNavMenu />
        <Wordmark short={account !== null} />
        <MainNav />
        <div className="ml-auto flex items-center gap-0.5 sm:gap-2">
          {demo && (
            <Badge tone="warn" title={DEMO}>
              demo
              <span className="sr-only">. {DEMO}</span>
            </Badge>
          )}
          <Can do="admin">
            <ButtonLink
              href={SETTINGS_LINK.href}
              variant="ghost"
              className="w-9 px-0 max-xl:hidden"
              aria-label={SETTINGS_LINK.label}
            >
              <SettingsIcon className="size-4" aria-hidden />
            </ButtonLink>
          </Can>
          {account !== null && (
            <ButtonLink
              href="/account"
              variant="ghost"
              className="w-9 px-0"
              aria-label={`Your account: ${account}`}
              title={account}
            >
              <CircleUserRound className="size-4" aria-hidden />
            </ButtonLink>
          )}
          <ThemeMenu />
          <Can do="spend">
            <ButtonLink href="/bulk-generate" variant="primary" className="max-sm:px-2.5">
              <Sparkles className="hidden size-4 sm:block" aria-hidden />
              Bulk Generate
            </ButtonLink>
          </Can>
        </div>
      </div>
    </header>
  );
}
