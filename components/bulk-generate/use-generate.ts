"use client";

import { useRouter } from "next/navigation";
import { useRef } from "react";
import { bulkGenerateUrl } from "#components/bulk-generate/wizard-params.ts";
import { type Confirmation, confirm, toBody, type WizardRequest } from "#components/bulk-generate/wizard-state.ts";
import { randomKey } from "#components/ui/random-key.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { send } from "#lib/api-client.ts";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";

const PATH = "/api/images/bulk-generate-by-variant";

/** A second click while the request is sent does nothing; a retry after a lost answer uses the same Idempotency-Key. */
export function useGenerate() {
  const router = useRouter();
  const confirmation = useRef<Confirmation | null>(null);

  async function start(request: WizardRequest) {
    confirmation.current = confirm(request, confirmation.current, randomKey);
    const headers = { "Idempotency-Key": confirmation.current.key };
    return send(PATH, bulkGenerateResponseSchema, toBody(request), { headers });
  }
  const { run, busy, problem, isDone } = useCommand(start, {
    failure: "Couldn't start the job.",
    onFailure: "problem",
    onDone: ({ jobId }) => router.push(bulkGenerateUrl("/bulk-generate", { job: jobId })),
  });
  const sending = busy || isDone;
  return { generate: (request: WizardRequest) => void (sending || run(request)), sending, error: problem };
}
