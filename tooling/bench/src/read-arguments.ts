import { parseArgs } from 'node:util'

export const BENCHES = [
  'requests',
  'boot',
  'import',
  'sync',
  'accounts',
  'reads',
  'embedded',
  'identity',
  'search',
  'list',
  'export',
  'soak',
  'builds',
  'volume',
] as const
const MODES = ['embedded', 'postgres'] as const

export type Bench = (typeof BENCHES)[number]
export type Mode = (typeof MODES)[number]

/** The options of all benchmarks; each uses its own. */
export interface BenchOptions {
  /** Rounds per side; each benchmark has its own default. */
  readonly rounds: number | undefined
  /** How long the server is loaded: `requests`, `list`, `builds` and `embedded` in each round, `reads` while idle, `soak` in each window. Each has its own default. */
  readonly seconds: number | undefined
  /** `boot`: how many plugins, of ten routes each. */
  readonly plugins: number
  /** `import`: rows of the file; `sync`, `reads` and `identity`: records of the provider; `embedded`: both; `search`: titles; `list`, `builds`, `export` and `volume`: items, at most 200,000 of the first two. */
  readonly rows: number
  /** `import`, `sync`, `accounts` and `reads`: on which databases. */
  readonly modes: readonly Mode[]
  /** `accounts`: how many are connected. */
  readonly accounts: number
  /** `accounts`: the observed ticks of the schedule, one a minute; 0 skips it. */
  readonly minutes: number
  /** `builds`: the directory of another built clone. */
  readonly beside: string | undefined
  /** `soak`: how long it takes. It has its own default. */
  readonly soakMinutes: number | undefined
  /** `reads`: requests per second; `soak` sends half of them. */
  readonly rate: number
  /** `import`, `sync`, `export`, `builds` and `embedded`: how long the server's memory must be unchanged before it counts as idle. */
  readonly settleSeconds: number
}

/** What the command is asked for. */
export interface BenchCommand {
  readonly benches: readonly Bench[]
  readonly options: BenchOptions
  /** Measures at smaller sizes, too, and writes tables and charts. */
  readonly report: boolean
}

/** Rounds of a report where nothing else is asked for. */
const REPORT_ROUNDS = 9
/** All benchmarks, as without any name. */
const ALL = 'all'

export const OPTIONS = {
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  plugins: { type: 'string', default: '200' },
  rows: { type: 'string', default: '1000000' },
  mode: { type: 'string' },
  accounts: { type: 'string', default: '10000' },
  minutes: { type: 'string', default: '3' },
  soak: { type: 'string' },
  beside: { type: 'string' },
  rate: { type: 'string', default: '500' },
  settle: { type: 'string', default: '5' },
  report: { type: 'boolean', default: false },
} as const

/** Throws a `TypeError` for unknown arguments. */
export function readArguments(args: readonly string[]): BenchCommand {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS })
  const { report } = values
  const benches = positionals.filter((name) => name !== ALL).map((name) => oneOf(BENCHES, name))
  const ownRounds = report ? REPORT_ROUNDS : undefined
  return {
    benches: benches.length === 0 || positionals.includes(ALL) ? BENCHES : benches,
    report,
    options: {
      rounds: values.rounds === undefined ? ownRounds : positive('rounds', values.rounds),
      seconds: values.seconds === undefined ? undefined : positive('seconds', values.seconds),
      plugins: positive('plugins', values.plugins),
      rows: positive('rows', values.rows),
      modes: values.mode === undefined ? MODES : [oneOf(MODES, values.mode)],
      accounts: positive('accounts', values.accounts),
      minutes: values.minutes === '0' ? 0 : positive('minutes', values.minutes),
      beside: values.beside,
      soakMinutes: values.soak === undefined ? undefined : positive('soak', values.soak),
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
