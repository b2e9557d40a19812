"use client";

import { type FormEvent, useState } from "react";
import type { FormErrors } from "#components/ui/form-errors.ts";
import { NO_ERRORS } from "#components/ui/form-errors.ts";
import { reasonOf } from "#components/ui/reason-of.ts";
import { ApiError } from "#lib/api-client.ts";

function errorsOf(error: unknown): FormErrors {
  const fields = error instanceof ApiError ? error.fields : [];
  return { summary: fields.length > 0 ? null : reasonOf(error), fields };
}

/** For forms with passwords: their fields keep what is typed out of the state of the page, and the server checks it. */
export function useAccountForm(send: (fields: Record<string, string>) => Promise<void>) {
  const [errors, setErrors] = useState(NO_ERRORS);
  const [busy, setBusy] = useState(false);

  async function run(form: HTMLFormElement): Promise<void> {
    setBusy(true);
    try {
      const pairs = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
      await send(Object.fromEntries(pairs));
      setErrors(NO_ERRORS);
    } catch (error) {
      setErrors(errorsOf(error));
    } finally {
      setBusy(false);
    }
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!busy) void run(event.currentTarget);
  }
  return { errors, busy, submit };
}
