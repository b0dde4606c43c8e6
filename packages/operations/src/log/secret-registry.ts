import { type ServiceKey, serviceKey } from '@tributary/core'
import { guessBits } from './guess-bits.ts'

/**
 * A million lines a day are 2^28 places where a value can begin: one of 40 bits is met there by chance once in ten years. What is
 * easier to guess is a word of the log itself (`secret`, `postgres`), and its absence from every line would tell what it is.
 */
const LEAST_BITS = 40
const CENSOR = '[redacted]'

/**
 * Values that may appear nowhere. For the few secrets of the server itself (keys, client secrets, database
 * passwords): each one costs a search of every log line.
 */
export class SecretRegistry {
  readonly #forms = new Set<string>()

  /**
   * Adds a value, also as JSON, as a URL and in base64 write it. One that could be a word of the log is not taken: it is removed by the
   * name of its field and out of addresses alone.
   */
  add(value: string): void {
    if (guessBits(value) < LEAST_BITS) return
    this.#forms.add(value)
    this.#forms.add(JSON.stringify(value).slice(1, -1))
    this.#forms.add(encodeURIComponent(value))
    this.#forms.add(Buffer.from(value).toString('base64').replace(/=+$/, ''))
  }

  /** The text without any of the values. */
  redact(text: string): string {
    let redacted = text
    for (const form of this.#forms) {
      if (redacted.includes(form)) redacted = redacted.replaceAll(form, CENSOR)
    }
    return redacted
  }
}

/** The service `secretRegistry`: a plugin that reads a secret adds it. */
export const secretRegistry: ServiceKey<SecretRegistry> = serviceKey('secretRegistry')
