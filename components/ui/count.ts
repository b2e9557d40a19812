const format = new Intl.NumberFormat("en");

export const count = (number: number) => format.format(number);

export const plural = (number: number, one: string, many = `${one}s`) =>
  `${count(number)} ${number === 1 ? one : many}`;
