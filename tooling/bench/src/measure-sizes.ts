import { MOST_ROWS } from './list.ts'
import type { Bench, BenchOptions } from './read-arguments.ts'
import type { Section } from './report.ts'
import type { MeasuredBench } from './write-report.ts'

/** The option that sets how much a benchmark measures, and the most that it measures whatever the option says. */
const SIZES: Readonly<
  Partial<
    Record<Bench, { readonly option: 'plugins' | 'rows' | 'accounts'; readonly most?: number | undefined }>
  >
> = {
  boot: { option: 'plugins' },
  import: { option: 'rows' },
  sync: { option: 'rows' },
  accounts: { option: 'accounts' },
  reads: { option: 'rows' },
  embedded: { option: 'rows' },
  identity: { option: 'rows' },
  search: { option: 'rows' },
  list: { option: 'rows', most: MOST_ROWS },
  export: { option: 'rows' },
  volume: { option: 'rows' },
}

/** The smaller sizes, as parts of the full one, and their rounds. */
const SMALLER = [1 / 8, 1 / 4, 1 / 2]
const SMALLER_ROUNDS = 3

/** Measures a benchmark at its full size and, if it has one, at smaller sizes before. */
export async function measureSizes(
  bench: Bench,
  options: BenchOptions,
  measure: (options: BenchOptions) => Promise<readonly Section[]>,
): Promise<MeasuredBench> {
  const sized = SIZES[bench]
  if (sized === undefined) return { name: bench, sections: await measure(options), sizes: [], sizeUnit: '' }
  const { option, most = Number.POSITIVE_INFINITY } = sized
  const full = Math.min(options[option], most)
  const rounds = Math.min(SMALLER_ROUNDS, options.rounds ?? SMALLER_ROUNDS)
  const sizes: { size: number; sections: readonly Section[] }[] = []
  for (const part of SMALLER) {
    const size = Math.max(1, Math.round(full * part))
    sizes.push({ size, sections: await measure({ ...options, rounds, [option]: size }) })
  }
  const sections = await measure(options)
  return { name: bench, sections, sizes: [...sizes, { size: full, sections }], sizeUnit: option }
}
