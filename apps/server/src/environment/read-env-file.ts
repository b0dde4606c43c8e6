import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/** What a file of variables sets. */
export interface EnvFile {
  readonly names: readonly string[]
  /** Numbers, from 1, of lines that set nothing and are no comments: Node passes over them in silence. */
  readonly badLines: readonly number[]
}

/** A variable with its value, which may have several lines in quotes. */
const ENTRY = /^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`|.*)/gm

/** Reads the names in such a file; nothing if there is none. */
export function readEnvFile(path: string): EnvFile {
  if (!existsSync(path)) return { names: [], badLines: [] }
  const text = readFileSync(path, 'utf8')
  // The line breaks stay, so that lines keep their numbers.
  const rest = text.replace(ENTRY, (entry) => entry.replaceAll(/[^\n]/g, ''))
  const badLines = rest.split('\n').flatMap((line, index) => (/^\s*(?:#.*)?$/.test(line) ? [] : [index + 1]))
  return { names: Object.keys(parseEnv(text)), badLines }
}
