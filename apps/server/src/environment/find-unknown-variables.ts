import { distance } from 'fastest-levenshtein'

export interface VariableSources {
  /** Names of the set variables. */
  readonly environment: readonly string[]
  /** Names that `.env` sets. */
  readonly file: readonly string[]
  /** Names that the server or a plugin reads. */
  readonly known: readonly string[]
}

/** A variable that nothing reads. */
export interface UnknownVariable {
  readonly name: string
  readonly inFile: boolean
  /** The most similar known name. */
  readonly nearest: string | undefined
}

/** Variables of Compose, Node, libpq, hosters and the system; a `.env` may set them. */
const OF_OTHERS =
  /^(?:(?:POSTGRES|COMPOSE|DOCKER|NODE|NPM|npm|UV|LC|XDG|SSL_CERT)_\w+|PG[A-Z]+|(?:HTTPS?|NO|ALL)_PROXY|(?:https?|no|all)_proxy|TZ|LANG|LANGUAGE|PATH|HOME|USER|SHELL|TERM|TMPDIR|(?:FORCE|NO)_COLOR|WEB_CONCURRENCY|CI)$/

/** Shorter names are similar to many words: `HOST` and `HOME`. */
const SHORT = 6

/**
 * Variables that are probably misspelled: all unknown ones of `.env`; of the rest of the environment, which contains the variables
 * of many programs, those one typing error away from a known name.
 */
export function findUnknownVariables(sources: VariableSources): readonly UnknownVariable[] {
  const file = new Set(sources.file)
  const known = new Set(sources.known)
  const names = new Set([...sources.file, ...sources.environment])
  return [...names]
    .filter((name) => !known.has(name) && !OF_OTHERS.test(name))
    .map((name) => ({ name, inFile: file.has(name), nearest: nearestTo(name, sources) }))
    .filter(({ inFile, nearest }) => inFile || nearest !== undefined)
}

function nearestTo(name: string, { known, environment }: VariableSources): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: editsBetween(name, candidate) }))
    .filter(({ candidate, edits }) => edits <= mostEdits(candidate, environment))
    .toSorted((one, other) => one.edits - other.edits)
  return nearest?.candidate
}

/** Marathon sets `PORTS` beside `PORT`: if a short name is set, a similar one is not a typing error. */
function mostEdits(known: string, environment: readonly string[]): number {
  if (known.length >= SHORT) return 2
  return environment.includes(known) ? -1 : 1
}

/** Two swapped letters count as one typing error. An additional digit does not count: `PORT0`, `DATA_DIR2`. */
function editsBetween(name: string, known: string): number {
  if (/\d/.test(name) && !/\d/.test(known)) return Number.POSITIVE_INFINITY
  const upper = name.toUpperCase()
  const edits = distance(upper, known)
  return edits === 2 && lettersOf(upper) === lettersOf(known) ? 1 : edits
}

function lettersOf(name: string): string {
  return name.split('').toSorted().join('')
}
