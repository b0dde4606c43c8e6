/** A failed step of the set-up: the cause, what to do, and the path of the complete output. */
export class StepFailure extends Error {
  constructor(message, { advice, log } = {}) {
    super(message)
    this.advice = advice
    this.log = log
  }

  /** The paragraphs of the message. */
  describe() {
    const parts = [this.message]
    if (this.advice !== undefined) parts.push(`What to do: ${this.advice}`)
    if (this.log !== undefined) parts.push(`Everything that was said: ${this.log.file}`)
    return parts.join('\n\n')
  }
}
