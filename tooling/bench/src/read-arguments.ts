import { parseArgs } from 'node:util'

const BENCHES = ['requests', 'boot', 'import'] as const
const MODES = ['embedded', 'postgres'] as const

export type Bench = (typeof BENCHES)[number]
export type Mode = (typeof MODES)[number]

/** What each benchmark may be told; each looks at what concerns it. */
export interface BenchOptions {
  /** Rounds per side; each benchmark has its own default. */
  readonly rounds: number | undefined
  /** `requests`: how long one round loads the server. */
  readonly seconds: number
  /** `boot`: how many plugins, of ten routes each. */
  readonly plugins: number
  /** `import`: rows of the file. */
  readonly rows: number
  /** `import`: on which databases. */
  readonly modes: readonly Mode[]
  /** `import`: how long the idle server's memory has to stand still before it counts as idle. */
  readonly settleSeconds: number
}

/** Throws a `TypeError` for what it does not know. */
export function readArguments(args: readonly string[]): { benches: readonly Bench[]; options: BenchOptions } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string', default: '2' },
      plugins: { type: 'string', default: '200' },
      rows: { type: 'string', default: '1000000' },
      mode: { type: 'string' },
      settle: { type: 'string', default: '5' },
    },
  })
  const benches = positionals.map((name) => oneOf(BENCHES, name))
  return {
    benches: benches.length === 0 ? BENCHES : benches,
    options: {
      rounds: values.rounds === undefined ? undefined : positive('rounds', values.rounds),
      seconds: positive('seconds', values.seconds),
      plugins: positive('plugins', values.plugins),
      rows: positive('rows', values.rows),
      modes: values.mode === undefined ? MODES : [oneOf(MODES, values.mode)],
      settleSeconds: positive('settle', values.settle),
    },
  }
}

function oneOf<const T extends string>(choices: readonly T[], text: string): T {
  const choice = choices.find((each) => each === text)
  if (choice === undefined) throw new TypeError(`"${text}" is none of ${choices.join(', ')}`)
  return choice
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new TypeError(`--${name} takes a number above 0, not "${text}"`)
  return value
}
