import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/** The contents of a file of variables. */
export interface EnvFile {
  readonly names: readonly string[]
  /** Line numbers, from 1, of lines that neither set anything nor are comments: Node ignores them silently. */
  readonly badLines: readonly number[]
}

/** A variable with its value, which may span several lines in quotes. */
const ENTRY = /^[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`|.*)/gm

/** Reads the names in such a file; empty if it does not exist. */
export function readEnvFile(path: string): EnvFile {
  if (!existsSync(path)) return { names: [], badLines: [] }
  const text = readFileSync(path, 'utf8')
  // Line breaks are kept, so that lines keep their numbers.
  const rest = text.replace(ENTRY, (entry) => entry.replaceAll(/[^\n]/g, ''))
  const badLines = rest.split('\n').flatMap((line, index) => (/^\s*(?:#.*)?$/.test(line) ? [] : [index + 1]))
  return { names: Object.keys(parseEnv(text)), badLines }
}
