import { type ServiceKey, serviceKey } from '@tributary/core'
import { guessBits } from './guess-bits.ts'

/**
 * A million lines a day contain 2^28 positions where a value can start: a value of 40 bits occurs by chance once in ten
 * years. A value that is easier to guess may be a word of the log (`secret`, `postgres`), whose absence would reveal it.
 */
const LEAST_BITS = 40
const CENSOR = '[redacted]'

/**
 * Values that are redacted everywhere. For the few secrets of the server itself (keys, client secrets, database
 * passwords): each one costs a search of every log line.
 */
export class SecretRegistry {
  readonly #forms = new Set<string>()

  /**
   * Adds a value, with its JSON, URL and base64 forms. A value that could be a word of the log is not added: it is redacted
   * only by field name and in URLs.
   */
  add(value: string): void {
    if (guessBits(value) < LEAST_BITS) return
    this.#forms.add(value)
    this.#forms.add(JSON.stringify(value).slice(1, -1))
    this.#forms.add(encodeURIComponent(value))
    this.#forms.add(Buffer.from(value).toString('base64').replace(/=+$/, ''))
  }

  /** The text without these values. */
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
