import type { Metadata } from "next";
import { headers } from "next/headers";
import { AccountPanel } from "#components/account/account-panel.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { SharedImages } from "#components/review-links/shared-images.tsx";
import { UnlockForm } from "#components/review-links/unlock-form.tsx";
import { describeLink, openLink } from "#lib/auth/review-link.ts";
import { listShared } from "#lib/review/share.ts";

export const metadata: Metadata = { title: "Review", robots: { index: false } };
export const dynamic = "force-dynamic";

const FIRST_PAGE = 48;

export default async function SharedPage({ params }: PageProps<"/r/[token]">) {
  const { token } = await params;
  const asked = await headers();
  const link = await describeLink(token, asked);
  if (!link)
    return (
      <AccountPanel
        title="This link doesn't work any more"
        text="It has expired or was withdrawn. Ask whoever sent it for another one."
      >
        {null}
      </AccountPanel>
    );
  if (link.isLocked)
    return (
      <AccountPanel title={link.name} text="Enter the password that you got with this link.">
        <UnlockForm token={token} />
      </AccountPanel>
    );
  const first = await listShared(await openLink(token, asked), token, { limit: FIRST_PAGE });
  return (
    <>
      <PageHeader
        title={link.name}
        description={
          link.mayDecide ? "Approve or reject each image, with a comment if you like." : "For you to look at."
        }
      />
      <SharedImages token={token} first={first} mayDecide={link.mayDecide} />
    </>
  );
}
