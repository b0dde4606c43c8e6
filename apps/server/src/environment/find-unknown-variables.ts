import { distance } from 'fastest-levenshtein'

export interface VariableSources {
  /** Names of the variables that are set. */
  readonly environment: readonly string[]
  /** Those that `.env` sets. */
  readonly file: readonly string[]
  /** Names that mean something to the server or to a plugin. */
  readonly known: readonly string[]
}

/** A variable that nothing reads. */
export interface UnknownVariable {
  readonly name: string
  readonly inFile: boolean
  /** The known one that was probably meant. */
  readonly nearest: string | undefined
}

/** What Compose, Node, libpq, hosters and the system read; a `.env` may set them. */
const OF_OTHERS =
  /^(?:(?:POSTGRES|COMPOSE|DOCKER|NODE|NPM|npm|UV|LC|XDG|SSL_CERT)_\w+|PG[A-Z]+|(?:HTTPS?|NO|ALL)_PROXY|(?:https?|no|all)_proxy|TZ|LANG|LANGUAGE|PATH|HOME|USER|SHELL|TERM|TMPDIR|(?:FORCE|NO)_COLOR|WEB_CONCURRENCY|CI)$/

/** A name of fewer letters has many words as neighbours: `HOST` and `HOME`. */
const SHORT = 6

/**
 * Variables that are probably misspelled: each of `.env` that is not known, and of the rest of the environment, which holds the variables
 * of many programs, each that is a slip away from a known one.
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

/** Marathon sets `PORTS` beside `PORT`: where a short one is set, its neighbour is no slip. */
function mostEdits(known: string, environment: readonly string[]): number {
  if (known.length >= SHORT) return 2
  return environment.includes(known) ? -1 : 1
}

/** Two letters in each other's place are one slip. A digit more is none: `PORT0`, `DATA_DIR2`. */
function editsBetween(name: string, known: string): number {
  if (/\d/.test(name) && !/\d/.test(known)) return Number.POSITIVE_INFINITY
  const upper = name.toUpperCase()
  const edits = distance(upper, known)
  return edits === 2 && lettersOf(upper) === lettersOf(known) ? 1 : edits
}

function lettersOf(name: string): string {
  return name.split('').toSorted().join('')
}
