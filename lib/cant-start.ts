/** What keeps a process from starting, as a sentence for whoever runs the app: what is wrong and what to change. */
export class CantStart extends Error {
  override readonly name = "CantStart";
}
