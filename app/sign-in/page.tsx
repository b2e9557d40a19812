import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountPanel } from "#components/account/account-panel.tsx";
import { OidcButton } from "#components/account/oidc-button.tsx";
import { oidcProblem } from "#components/account/oidc-problem.ts";
import { PasskeyButton } from "#components/account/passkey-button.tsx";
import { SignInForm } from "#components/account/sign-in-form.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { pathOf } from "#lib/auth/next-path.ts";
import { currentUser } from "#lib/auth/page.ts";
import { requireAccounts } from "#lib/auth/require-accounts.ts";
import { env } from "#lib/env.ts";

export const metadata: Metadata = { title: "Sign in" };
export const dynamic = "force-dynamic";

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  requireAccounts();
  const { next: wanted, failed } = await searchParams;
  const next = pathOf(wanted);
  const { OIDC_ISSUER, OIDC_NAME } = env();
  if (await currentUser()) redirect(next);
  return (
    <AccountPanel title="Sign in to Packshot">
      <FormAlert message={oidcProblem(failed)} />
      <SignInForm next={next} />
      <PasskeyButton next={next} />
      {OIDC_ISSUER && <OidcButton name={OIDC_NAME} next={next} />}
    </AccountPanel>
  );
}
