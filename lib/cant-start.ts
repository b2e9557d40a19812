export class CantStart extends Error {
  override readonly name = "CantStart";
}
