import { isIP } from 'node:net'
import { parseAllowList } from '@tributary/provider-client'
import { problemOfMasterKey } from '@tributary/secrets/master-key-format'

/** The variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Reads single settings and collects errors. An empty variable counts as unset, as Compose files write it. */
export class SettingReader {
  readonly #environment: Environment
  readonly #problems: string[]

  constructor(environment: Environment, problems: string[]) {
    this.#environment = environment
    this.#problems = problems
  }

  report(problem: string): void {
    this.#problems.push(problem)
  }

  text(name: string): string | undefined {
    const value = this.#environment[name]?.trim()
    return value === '' ? undefined : value
  }

  list(name: string): string[] {
    return (this.text(name) ?? '')
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
  }

  integer<T extends number | undefined>(
    name: string,
    range: { fallback: T; from: number; to: number },
  ): number | T {
    const text = this.text(name)
    if (text === undefined) return range.fallback
    const value = Number(text)
    if (Number.isInteger(value) && value >= range.from && value <= range.to) return value
    this.#problems.push(`${name}: "${text}" is not a whole number from ${range.from} to ${range.to}`)
    return range.fallback
  }

  oneOf<const T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const choice = choices.find((each) => each === text)
    if (choice === undefined) this.#problems.push(`${name}: "${text}" is not one of ${choices.join(', ')}`)
    return choice
  }

  url(name: string, protocols: readonly string[]): string | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    if (protocols.includes(URL.parse(text)?.protocol ?? '')) return text
    // The value may contain a password, so the message omits it.
    this.#problems.push(
      `${name}: not a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    )
    return undefined
  }

  /** `true`, `false`, or the addresses and ranges of trusted proxies. */
  proxy(name: string): boolean | string {
    const text = this.text(name)
    if (text === undefined || text === 'false') return false
    if (text === 'true') return true
    const wrong = this.list(name).filter((entry) => !isAddressOrRange(entry))
    if (wrong.length === 0) return text
    this.#problems.push(
      `${name}: ${wrong.map((entry) => `"${entry}"`).join(', ')} is not an address or range like 10.0.0.0/8; use one, or true or false`,
    )
    return false
  }

  length(name: string, range: { from: number; to: number }): string | undefined {
    const text = this.text(name)
    if (text === undefined || (text.length >= range.from && text.length <= range.to)) return text
    // The value is a secret, so the message omits it.
    this.#problems.push(`${name}: it has ${text.length} characters instead of ${range.from} to ${range.to}`)
    return text
  }

  masterKey(name: string): string | undefined {
    const text = this.text(name)
    const problem = text === undefined ? undefined : problemOfMasterKey(text)
    if (problem !== undefined) this.#problems.push(`${name}: ${problem}`)
    return text
  }

  origins(name: string): string[] {
    const origins = this.list(name)
    for (const origin of origins) {
      if (URL.parse(origin)?.origin !== origin)
        this.#problems.push(`${name}: "${origin}" is not an origin like https://data.example.org`)
    }
    return origins
  }

  /** `https://api.example.org=http://127.0.0.1:4010/api`, separated by commas. */
  addresses(name: string): Readonly<Record<string, string>> {
    const entries = this.list(name).map((entry) => {
      const equals = entry.indexOf('=')
      return [entry.slice(0, Math.max(0, equals)), entry.slice(equals + 1)] as const
    })
    for (const address of entries.flat()) {
      if (!['http:', 'https:'].includes(URL.parse(address)?.protocol ?? ''))
        this.#problems.push(`${name}: "${address}" is not a URL; write https://provider=http://replacement`)
    }
    return Object.fromEntries(entries)
  }

  allowList(name: string): string {
    const text = this.text(name) ?? ''
    try {
      parseAllowList(text)
    } catch (error) {
      this.#problems.push(`${name}: ${(error as TypeError).message}`)
    }
    return text
  }

  email(name: string): string | undefined {
    const text = this.text(name)
    if (text !== undefined && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text))
      this.#problems.push(`${name}: "${text}" is not an email address`)
    return text
  }
}

function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}
