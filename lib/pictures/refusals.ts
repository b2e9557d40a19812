/** The message is shown to the user. */
export class NotAPicture extends Error {
  override readonly name = "NotAPicture";
}

/** The message is shown to the user. */
export class CantFix extends Error {
  override readonly name = "CantFix";
}

/** What a picture is refused with, by name: a process can't throw into another one. */
export const REFUSALS = { NotAPicture, CantFix };
export type RefusalName = keyof typeof REFUSALS;
