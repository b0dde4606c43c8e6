/** The machines that run tests are slow and busy, and differ: a test fails only beyond this multiple of a budget. */
export const GENEROUS = 4

/** Tells how long something took beside what it may take. Returns the share of the budget: 1 is all of it. */
export function shareOfBudget(what: string, milliseconds: number, budget: number): number {
  report(`${what}: ${Math.round(milliseconds)} ms (budget ${budget} ms)`)
  return milliseconds / budget
}

/** Figures are in the output of the tests, wherever they run. */
export function report(line: string): void {
  process.stdout.write(`${line}\n`)
}
