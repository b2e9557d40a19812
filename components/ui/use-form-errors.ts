"use client";

import { useState } from "react";
import type { z } from "zod";
import { checkForm, type FormErrors, NO_ERRORS, toFormErrors } from "#components/ui/form-errors.ts";

/**
 * What is wrong with a form. Nothing until it is first sent; then its schema's view of what is in it now. What the
 * server refused stays until something is changed. `draft` is the form's state, `toInput` what is sent of it.
 */
export function useFormErrors<Draft>(schema: z.ZodType, draft: Draft, toInput: (draft: Draft) => unknown) {
  const [sent, setSent] = useState(false);
  const [refusal, setRefusal] = useState<{ draft: Draft; errors: FormErrors } | null>(null);
  const own = sent ? checkForm(schema, toInput(draft)) : null;
  const errors = own ?? (refusal?.draft === draft ? refusal.errors : NO_ERRORS);
  return {
    errors,
    /** Is it in order? To be asked before it is sent. */
    check: () => {
      setSent(true);
      return checkForm(schema, toInput(draft)) === null;
    },
    /** Takes what came back instead of an answer. */
    refuse: (error: unknown) => setRefusal({ draft, errors: toFormErrors(error) }),
  };
}
