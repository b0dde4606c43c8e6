import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chartSvg } from './chart.ts'
import { median } from './median.ts'
import { figure, isMet, type Section } from './report.ts'
import { repositoryDirectory } from './repository.ts'

/** What one benchmark measured, at its full size and at smaller ones. */
export interface MeasuredBench {
  readonly name: string
  readonly sections: readonly Section[]
  /** By size, the full one among them; empty for a benchmark without a size. */
  readonly sizes: readonly { readonly size: number; readonly sections: readonly Section[] }[]
  /** The option that the size is of. */
  readonly sizeUnit: string
}

/**
 * Writes `report.md` with the tables and charts of all benchmarks, `report.json` with the values of each round, and one SVG a section, into a
 * directory.
 *
 * @param machine the machine, and its load before the benchmarks
 */
export async function writeReport(
  directory: string,
  { machine, measured }: { readonly machine: string; readonly measured: readonly MeasuredBench[] },
): Promise<void> {
  await mkdir(directory, { recursive: true })
  const parts: string[] = []
  for (const bench of measured) {
    parts.push(`## ${bench.name}\n`)
    for (const [index, section] of bench.sections.entries()) {
      parts.push(`${section.heading}\n`, ...tablesOf(section))
      const svg = chartOf(bench, index)
      if (svg === undefined) continue
      const file = `${bench.name}-${index + 1}.svg`
      await writeFile(join(directory, file), svg)
      parts.push(`![${bench.name} by size](${file})\n`)
    }
  }
  const head = [
    '# Measured',
    `${machine}. Commit ${commit()}. Medians of the rounds, with their lowest and highest value.`,
  ]
  await writeFile(join(directory, 'report.md'), `${head.join('\n\n')}\n\n${parts.join('\n')}`)
  await writeFile(join(directory, 'report.json'), `${JSON.stringify(measured, undefined, 2)}\n`)
}

function tablesOf({ rounds, ratios, lines }: Section): string[] {
  const sides = rounds.map(
    ({ label, values, unit }) =>
      `| ${label} | ${figure(median(values))} | ${figure(Math.min(...values))} | ${figure(Math.max(...values))} | ${values.length} | ${unit} |`,
  )
  const compared = ratios.map(({ label, value, target }) =>
    target === undefined
      ? `| ${label} | ${value.toFixed(2)} | | |`
      : `| ${label} | ${value.toFixed(2)} | ${target.is} ${target.value} | ${isMet(value, target) ? 'yes' : 'no'} |`,
  )
  return [
    ...table('| side | median | lowest | highest | rounds | unit |', sides),
    ...table('| ratio | value | target | met |', compared),
    ...(lines.length === 0
      ? []
      : [`${lines.map(({ label, text }) => `- ${label === '' ? '' : `${label}: `}${text}`).join('\n')}\n`]),
  ]
}

function table(head: string, rows: readonly string[]): string[] {
  if (rows.length === 0) return []
  const rule = head.replace(/[^|]+/g, ' --- ')
  return [`${[head, rule, ...rows].join('\n')}\n`]
}

/** The sides of a section that have the unit of its first one. `undefined` if it was measured at one size only. */
function chartOf({ name, sizes, sizeUnit }: MeasuredBench, index: number): string | undefined {
  const at = sizes.flatMap(({ size, sections }) => {
    const section = sections[index]
    return section === undefined ? [] : [{ size, section }]
  })
  const first = at[0]?.section.rounds[0]
  if (first === undefined || at.length < 2) return undefined
  const shown = at[0]?.section.rounds.filter(({ unit }) => unit === first.unit) ?? []
  return chartSvg({
    title: `${name}: ${first.unit} by ${sizeUnit}`,
    sizeUnit,
    unit: first.unit,
    lines: shown.map(({ label }) => ({
      label,
      points: at.flatMap(({ size, section }) => {
        const values = section.rounds.find((each) => each.label === label)?.values
        return values === undefined ? [] : [{ size, value: median(values) }]
      }),
    })),
  })
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: repositoryDirectory,
      encoding: 'utf8',
    }).trim()
  } catch {
    return 'unknown'
  }
}
