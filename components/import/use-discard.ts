"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";
import { useSWRConfig } from "swr";
import { importPath } from "#components/ui/swr-keys.ts";
import { toast } from "#components/ui/toast.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { send } from "#lib/api-client.ts";
import type { Import, importSchema } from "#lib/schemas/import.ts";

/** Updates the cache for the next visit: doing so at once would show the answer while the page closes. */
function useRememberLater(path: string) {
  const { mutate } = useSWRConfig();
  const answer = useRef<Import | null>(null);
  useEffect(
    () => () => {
      if (answer.current) void mutate(path, answer.current, { revalidate: false });
    },
    [mutate, path],
  );
  return (cancelled: Import) => {
    answer.current = cancelled;
  };
}

export function useDiscard({ id, fileName }: Pick<Import, "id" | "fileName">) {
  const router = useRouter();
  const [leaving, startTransition] = useTransition();
  const path = importPath(id);
  const rememberLater = useRememberLater(path);
  const { run, busy } = useCommand(() => send<typeof importSchema>(`${path}/cancel`, {}), {
    failure: `Couldn't cancel “${fileName}”.`,
    onDone(cancelled) {
      rememberLater(cancelled);
      toast(`“${fileName}” is not imported.`);
      startTransition(() => router.push("/import"));
    },
  });
  const discarding = busy || leaving;
  return { discard: () => void (discarding || run()), discarding };
}

export type Discard = ReturnType<typeof useDiscard>;
