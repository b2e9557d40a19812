import { DateTime } from "#components/ui/time.tsx";
import type { InviteLink } from "#lib/schemas/user.ts";

export function NewLink({ link: { url, expiresAt }, text }: { link: InviteLink; text: string }) {
  return (
    <div role="status" className="space-y-1 rounded-lg border bg-raised p-3">
      <p>{text}</p>
      <p className="select-all break-all font-mono text-xs">{url}</p>
      <p className="text-muted text-xs">
        It expires <DateTime value={expiresAt} />.
      </p>
    </div>
  );
}
