/** A step of the set-up that failed: the cause, what to do, and where all of the output is. */
export class StepFailure extends Error {
  constructor(message, { advice, log } = {}) {
    super(message)
    this.advice = advice
    this.log = log
  }

  /** The paragraphs that a person reads. */
  describe() {
    const parts = [this.message]
    if (this.advice !== undefined) parts.push(`What to do: ${this.advice}`)
    if (this.log !== undefined) parts.push(`Everything that was said: ${this.log.file}`)
    return parts.join('\n\n')
  }
}
