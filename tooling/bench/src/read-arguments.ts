import { parseArgs } from 'node:util'

const BENCHES = [
  'requests',
  'boot',
  'import',
  'sync',
  'accounts',
  'reads',
  'embedded',
  'identity',
  'search',
] as const
const MODES = ['embedded', 'postgres'] as const

export type Bench = (typeof BENCHES)[number]
export type Mode = (typeof MODES)[number]

/** The options of all benchmarks; each uses its own. */
export interface BenchOptions {
  /** Rounds per side; each benchmark has its own default. */
  readonly rounds: number | undefined
  /** How long the server is loaded: `requests` in each round, `reads` while idle. Each has its own default. */
  readonly seconds: number | undefined
  /** `boot`: how many plugins, of ten routes each. */
  readonly plugins: number
  /** `import`: rows of the file; `sync`, `reads` and `identity`: records of the provider; `embedded`: both; `search`: titles. */
  readonly rows: number
  /** All but `requests` and `boot`: on which databases. */
  readonly modes: readonly Mode[]
  /** `accounts`: how many are connected. */
  readonly accounts: number
  /** `accounts`: the observed ticks of the schedule, one a minute; 0 skips it. */
  readonly minutes: number
  /** `reads`: requests per second. */
  readonly rate: number
  /** `import` and `sync`: how long the server's memory must be unchanged before it counts as idle. */
  readonly settleSeconds: number
}

/** Throws a `TypeError` for unknown arguments. */
export function readArguments(args: readonly string[]): { benches: readonly Bench[]; options: BenchOptions } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      plugins: { type: 'string', default: '200' },
      rows: { type: 'string', default: '1000000' },
      mode: { type: 'string' },
      accounts: { type: 'string', default: '10000' },
      minutes: { type: 'string', default: '3' },
      rate: { type: 'string', default: '500' },
      settle: { type: 'string', default: '5' },
    },
  })
  const benches = positionals.map((name) => oneOf(BENCHES, name))
  return {
    benches: benches.length === 0 ? BENCHES : benches,
    options: {
      rounds: values.rounds === undefined ? undefined : positive('rounds', values.rounds),
      seconds: values.seconds === undefined ? undefined : positive('seconds', values.seconds),
      plugins: positive('plugins', values.plugins),
      rows: positive('rows', values.rows),
      modes: values.mode === undefined ? MODES : [oneOf(MODES, values.mode)],
      accounts: positive('accounts', values.accounts),
      minutes: values.minutes === '0' ? 0 : positive('minutes', values.minutes),
      rate: positive('rate', values.rate),
      settleSeconds: positive('settle', values.settle),
    },
  }
}

function oneOf<const T extends string>(choices: readonly T[], text: string): T {
  const choice = choices.find((each) => each === text)
  if (choice === undefined) throw new TypeError(`"${text}" is not one of ${choices.join(', ')}`)
  return choice
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new TypeError(`--${name} takes a number above 0, not "${text}"`)
  return value
}
