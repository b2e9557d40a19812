"use client";

import { useRouter } from "next/navigation";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/count.ts";
import { Ago, DateTime } from "#components/ui/time.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import { remove } from "#lib/api-client.ts";
import type { ReviewLinkRow } from "#lib/schemas/review-link.ts";

export function LinkRow({ link }: { link: ReviewLinkRow }) {
  const { id, name, products, mayDecide, hasPassword, createdBy, expiresAt, lastUsedAt } = link;
  const router = useRouter();
  const withdrawal = useCommand(() => remove(`/api/review-links/${id}`), {
    success: "Link withdrawn.",
    failure: "Couldn't withdraw the link.",
    onDone: () => router.refresh(),
  });
  return (
    <li className="flex flex-wrap items-center gap-3 border-t px-3 py-3 first:border-t-0 sm:px-4">
      <div className="min-w-0 flex-1 basis-56">
        <p className="break-words font-medium">{name}</p>
        <p className="flex flex-wrap gap-x-2 text-muted text-xs">
          <span>{products === 0 ? "A job" : plural(products, "product")}</span>
          <span>{mayDecide ? "may approve and comment" : "shows images only"}</span>
          {hasPassword && <span>with a password</span>}
          <span>by {createdBy}</span>
        </p>
        <p className="flex flex-wrap gap-x-2 text-muted text-xs">
          <span>
            expires <DateTime value={expiresAt} />
          </span>
          <span>
            {lastUsedAt ? (
              <>
                last opened <Ago value={lastUsedAt} />
              </>
            ) : (
              "not opened yet"
            )}
          </span>
        </p>
      </div>
      <Button
        size="sm"
        variant="ghost"
        aria-disabled={withdrawal.busy}
        onClick={() => void withdrawal.run()}
        aria-label={`Withdraw the link ${name}`}
      >
        Withdraw
      </Button>
    </li>
  );
}
