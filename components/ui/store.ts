"use client";

import { useSyncExternalStore } from "react";

export type Readable<State> = {
  get: () => State;
  subscribe: (listener: () => void) => () => void;
};

export type Store<State> = Readable<State> & {
  set: (change: (state: State) => State) => void;
};

export function createStore<State>(initial: State): Store<State> {
  const listeners = new Set<() => void>();
  let state = initial;
  return {
    get: () => state,
    set(change) {
      state = change(state);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Kept<State> = {
  key: string;
  area: "sessionStorage" | "localStorage";
  toText: (state: State) => string;
  /** Takes any text: somebody else may have written it, or it may be cut off. */
  fromText: (text: string) => State;
};

type Known<State> = { text: string | null; state: State };

/** Where a browser refuses storage, the state lives as long as the page. */
export function createKeptStore<State>(empty: State, { key, area, toText, fromText }: Kept<State>): Store<State> {
  const changes = createStore(0);
  let known: Known<State> | null = null;

  function stored(): string | null {
    try {
      return globalThis[area].getItem(key);
    } catch {
      return known?.text ?? null;
    }
  }
  function get(): State {
    if (known && area === "sessionStorage") return known.state;
    const text = stored();
    if (known?.text !== text) known = { text, state: text === null ? empty : fromText(text) };
    return known?.state ?? empty;
  }
  return {
    get,
    set(change) {
      const state = change(get());
      const text = toText(state);
      known = { text, state };
      try {
        globalThis[area].setItem(key, text);
      } catch {
        // The page continues without it: see `stored`.
      }
      changes.set((number) => number + 1);
    },
    subscribe(listener) {
      const stop = changes.subscribe(listener);
      if (area === "sessionStorage") return stop;
      window.addEventListener("storage", listener);
      return () => {
        stop();
        window.removeEventListener("storage", listener);
      };
    },
  };
}

/** What a store holds; `onServer` while the server draws the page, which knows nothing of the browser. */
export function useStore<State>({ subscribe, get }: Readable<State>, onServer: State): State {
  return useSyncExternalStore(subscribe, get, () => onServer);
}
