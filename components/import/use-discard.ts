"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { toast } from "sonner";
import { useSWRConfig } from "swr";
import { ApiError, send } from "#lib/api-client.ts";
import { type Import, importSchema } from "#lib/schemas/import.ts";

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
  const [sending, setSending] = useState(false);
  const [leaving, startTransition] = useTransition();
  const path = `/api/imports/${id}`;
  const rememberLater = useRememberLater(path);

  async function discard() {
    if (sending || leaving) return;
    setSending(true);
    try {
      rememberLater(await send(`${path}/cancel`, importSchema, {}));
      toast(`“${fileName}” is not imported.`);
      startTransition(() => router.push("/import"));
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      toast.error(`Couldn't cancel “${fileName}”. ${failure.message}`);
    } finally {
      setSending(false);
    }
  }
  return { discard: () => void discard(), discarding: sending || leaving };
}

export type Discard = ReturnType<typeof useDiscard>;
