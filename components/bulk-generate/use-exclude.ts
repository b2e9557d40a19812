"use client";

import { useState } from "react";
import { changeSelection } from "#components/products/selection.ts";
import { withIds } from "#components/products/selection-rules.ts";
import { ApiError } from "#lib/api-client.ts";

export function useExclude() {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  async function exclude(find: () => Promise<string[]>) {
    setBusy(true);
    setFailed(null);
    try {
      const ids = await find();
      changeSelection((selection) => withIds(selection, ids, false));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setFailed(`Couldn't skip the products. ${error.message}`);
    } finally {
      setBusy(false);
    }
  }
  return { busy, failed, exclude };
}
