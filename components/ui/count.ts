import { once } from "#components/ui/once.ts";

const format = once(() => new Intl.NumberFormat("en"));

/** `1,204` */
export const count = (number: number) => (Math.abs(number) < 1_000 ? String(number) : format().format(number));

/** `1 product`, `1,204 products` */
export const plural = (number: number, one: string, many = `${one}s`) =>
  `${count(number)} ${number === 1 ? one : many}`;
