"use client";

import { useEffect, useState } from "react";

/** Unlike `use`, nothing suspends. If it rejects, the previous value stays. */
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
