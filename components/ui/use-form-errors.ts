"use client";

import { useState } from "react";
import type { z } from "zod";
import { checkForm, type FormErrors, NO_ERRORS, toFormErrors } from "#components/ui/form-errors.ts";

/**
 * Shows no errors until the first submit, then validates on every change. Errors from the server stay until something
 * changes. `toInput`: what is sent of `draft`.
 */
export function useFormErrors<Draft>(schema: z.ZodType, draft: Draft, toInput: (draft: Draft) => unknown) {
  const [sent, setSent] = useState(false);
  const [refusal, setRefusal] = useState<{ draft: Draft; errors: FormErrors } | null>(null);
  const own = sent ? checkForm(schema, toInput(draft)) : null;
  const errors = own ?? (refusal?.draft === draft ? refusal.errors : NO_ERRORS);
  return {
    errors,
    /** To be called before sending. */
    check: () => {
      setSent(true);
      return checkForm(schema, toInput(draft)) === null;
    },
    refuse: (error: unknown) => setRefusal({ draft, errors: toFormErrors(error) }),
  };
}
