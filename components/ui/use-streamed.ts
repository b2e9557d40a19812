"use client";

import { useEffect, useState } from "react";

/**
 * What a promise from the server has brought: `before` until it does, then that until the promise of a later render is kept.
 * Nothing waits for it, unlike for `use`. One that fails leaves what was there.
 */
export function useStreamed<Value>(promise: Promise<Value>, before: Value): Value {
  const [value, setValue] = useState(before);
  useEffect(() => {
    let isCurrent = true;
    promise.then(
      (brought) => isCurrent && setValue(() => brought),
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [promise]);
  return value;
}
