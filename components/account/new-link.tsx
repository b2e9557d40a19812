import { DateTime } from "#components/ui/time.tsx";
import type { InviteLink } from "#lib/schemas/user.ts";

type NewLinkProps = { link: Pick<InviteLink, "url" | "expiresAt"> & Partial<InviteLink>; text: string };

export function NewLink({ link: { url, expiresAt, mailed }, text }: NewLinkProps) {
  return (
    <div role="status" className="space-y-1 rounded-lg border bg-raised p-3">
      {mailed === true && <p>This link was mailed.</p>}
      {mailed === false && <p className="text-bad">The mail could not be sent. The log has the reason.</p>}
      {mailed !== true && <p>{text}</p>}
      <p className="select-all break-all font-mono text-xs">{url}</p>
      <p className="text-muted text-xs">
        It expires <DateTime value={expiresAt} />.
      </p>
    </div>
  );
}
