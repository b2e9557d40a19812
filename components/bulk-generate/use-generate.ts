"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { bulkGenerateUrl } from "#components/bulk-generate/wizard-params.ts";
import { type Confirmation, confirm, toBody, type WizardRequest } from "#components/bulk-generate/wizard-state.ts";
import { randomKey } from "#components/ui/random-key.ts";
import { ApiError, send } from "#lib/api-client.ts";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";

/**
 * Starts a job and shows it. A second click while the request is sent does nothing; a retry after a lost answer uses
 * the same Idempotency-Key.
 */
export function useGenerate() {
  const router = useRouter();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const busy = useRef(false);
  const confirmation = useRef<Confirmation | null>(null);

  async function generate(request: WizardRequest) {
    if (busy.current) return;
    busy.current = true;
    setSending(true);
    setError(null);
    confirmation.current = confirm(request, confirmation.current, randomKey);
    const headers = { "Idempotency-Key": confirmation.current.key };
    try {
      const path = "/api/images/bulk-generate-by-variant";
      const { jobId } = await send(path, bulkGenerateResponseSchema, toBody(request), { headers });
      router.push(bulkGenerateUrl("/bulk-generate", { job: jobId }));
    } catch (failure) {
      busy.current = false;
      setSending(false);
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure.message);
    }
  }
  return { generate, sending, error };
}
