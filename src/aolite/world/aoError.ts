/** An error of the simulator, with one of the texts of AO 7. */
export class AoError extends Error {
  override readonly name = "AoError";
}
