import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StepFailure } from './step-failure.mjs'

/** The complete output of the last set-up's programs. */
export class SetUpLog {
  constructor(root) {
    const directory = join(root, '.tools')
    this.file = join(directory, 'set-up.log')
    try {
      mkdirSync(directory, { recursive: true })
      writeFileSync(this.file, '')
    } catch (error) {
      throw new StepFailure(`The set-up cannot write to ${directory}: ${error.message}`, {
        advice: 'Use a clone that belongs to your account, on a disk with 2 GB free.',
      })
    }
  }

  write(text) {
    try {
      appendFileSync(this.file, text)
    } catch {
      // On a full disk the failing program reports it itself.
    }
  }
}
