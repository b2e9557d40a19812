"use client";

import { later, useIfLoaded } from "#components/ui/later.ts";
import { useStore } from "#components/ui/store.ts";
import { NO_CALLS, toastCalls } from "#components/ui/toast.ts";

const baseToaster = later(() => import("#components/layout/base-toaster.tsx").then(({ BaseToaster }) => BaseToaster));

/** There as soon as it is loaded: screen readers announce only what is added to a region that they know. */
export function AppToaster() {
  const calls = useStore(toastCalls, NO_CALLS);
  const BaseToaster = useIfLoaded(baseToaster, calls.length);
  return BaseToaster && <BaseToaster />;
}
