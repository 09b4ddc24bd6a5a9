/** Code that the machine must not run. */
export class VerificationFault extends Error {
  constructor(what: string) {
    super(what);
    this.name = "VerificationFault";
  }
}
