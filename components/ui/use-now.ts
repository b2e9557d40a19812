"use client";

import { useCallback, useSyncExternalStore } from "react";

/** In ms, rounded to `tickMs`; null on the server. */
export function useNow(tickMs = 2_000): number | null {
  const subscribe = useCallback(
    (tick: () => void) => {
      const timer = setInterval(tick, tickMs);
      return () => clearInterval(timer);
    },
    [tickMs],
  );
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / tickMs) * tickMs,
    () => null,
  );
}
