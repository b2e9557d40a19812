"use client";

import { useState } from "react";
import type { z } from "zod";
import { checkForm, type FormErrors, NO_ERRORS, toFormErrors } from "#components/ui/form-errors.ts";
import { type Later, later } from "#components/ui/later.ts";
import { useStore } from "#components/ui/store.ts";

type Check = (input: unknown) => FormErrors | null;

/** The schema of a form is loaded at the first input. */
export const laterCheck = (fetchSchema: () => Promise<z.ZodType>): Later<Check> =>
  later(async () => {
    const schema = await fetchSchema();
    return (input) => checkForm(schema, input);
  });

/**
 * Shows no errors until the first submit, then validates on every change. Errors from the server stay until something
 * changes. `toInput`: what is sent of `draft`.
 */
export function useFormErrors<Draft>({ load, store }: Later<Check>, draft: Draft, toInput: (draft: Draft) => unknown) {
  const [sent, setSent] = useState(false);
  const [refusal, setRefusal] = useState<{ draft: Draft; errors: FormErrors } | null>(null);
  const checkInput = useStore(store, null);
  const own = sent && checkInput ? checkInput(toInput(draft)) : null;
  const errors = own ?? (refusal?.draft === draft ? refusal.errors : NO_ERRORS);
  return {
    errors,
    /** To be called before sending. */
    async check(): Promise<boolean> {
      setSent(true);
      // Without the schema the server decides: it answers with the same errors.
      await load().catch(() => {});
      return !store.get()?.(toInput(draft));
    },
    refuse: (error: unknown) => setRefusal({ draft, errors: toFormErrors(error) }),
  };
}
