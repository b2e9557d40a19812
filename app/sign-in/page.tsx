import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountPanel } from "#components/account/account-panel.tsx";
import { SignInForm } from "#components/account/sign-in-form.tsx";
import { currentUser } from "#lib/auth/page.ts";
import { requireAccounts } from "#lib/auth/require-accounts.ts";

export const metadata: Metadata = { title: "Sign in" };
export const dynamic = "force-dynamic";

const HERE = "http://localhost";

/** Only a path of this app: a link to the sign-in must not lead anywhere else. */
function pathOf(next: unknown): string {
  const url = typeof next === "string" ? URL.parse(next, HERE) : null;
  return url?.origin === HERE && !url.pathname.startsWith("//") ? `${url.pathname}${url.search}` : "/dashboard";
}

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  requireAccounts();
  const next = pathOf((await searchParams).next);
  if (await currentUser()) redirect(next);
  return (
    <AccountPanel title="Sign in to Packshot">
      <SignInForm next={next} />
    </AccountPanel>
  );
}
