/** Made at its first use: a formatter of Intl takes a slow phone up to 100 ms. */
export function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
