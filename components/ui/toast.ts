import type { ExternalToast, toast as sonnerToast } from "sonner";
import { createStore } from "#components/ui/store.ts";

type Call = (sonner: typeof sonnerToast) => void;

export const NO_CALLS: readonly Call[] = [];

/** Messages that wait until the code that shows them is loaded. */
export const toastCalls = createStore(NO_CALLS);

type Id = string | number;

let last = 0;

const add = (call: Call) => toastCalls.set((calls) => [...calls, call]);

function show(kind: "message" | "success" | "error", text: string, options: ExternalToast = {}): Id {
  last += 1;
  const { id = `toast-${last}` } = options;
  add((sonner) => sonner[kind](text, { ...options, id }));
  return id;
}

export const toast = Object.assign((text: string, options?: ExternalToast) => show("message", text, options), {
  success: (text: string, options?: ExternalToast) => show("success", text, options),
  error: (text: string, options?: ExternalToast) => show("error", text, options),
  dismiss: (id: Id) => add((sonner) => sonner.dismiss(id)),
});
