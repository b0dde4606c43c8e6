import { type ServiceKey, serviceKey } from '@tributary/core'

/** Shorter values are too likely to be part of something else. */
const SHORTEST = 6
const CENSOR = '[redacted]'

/**
 * Values that may appear nowhere. For the few secrets of the server itself (keys, client secrets, database
 * passwords): each one costs a search of every log line.
 */
export class SecretRegistry {
  readonly #forms = new Set<string>()

  /** Adds a value, also as JSON, as a URL and in base64 write it. One shorter than 6 characters is not taken. */
  add(value: string): void {
    if (value.length < SHORTEST) return
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
