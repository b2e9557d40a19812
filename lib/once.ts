type Registry = Record<string, unknown>;

/** What it is under in `globalThis`. */
export const REGISTRY = Symbol.for("packshot.once");

/** Shared by the whole process: by every bundle of it, and across hot reloads. */
export function once<Value>(name: string, make: () => Value): Value {
  const holder = globalThis as typeof globalThis & { [REGISTRY]?: Registry };
  holder[REGISTRY] ??= {};
  const registry = holder[REGISTRY];
  if (!(name in registry)) registry[name] = make();
  return registry[name] as Value;
}
