/** One figure of the exposition format of Prometheus. */
export interface Figure {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g

/**
 * The figures in the answer of `/metrics`; comments and other lines are left out.
 *
 * @example
 * parseFigures('jobs_open{state="due"} 3') // [{ name: 'jobs_open', labels: { state: 'due' }, value: 3 }]
 */
export function parseFigures(text: string): readonly Figure[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = LINE.exec(line) ?? []
    if (name === undefined || value === undefined) return []
    return [{ name, labels: labelsIn(labels), value: Number(value) }]
  })
}

/** The sum of all figures of a name whose labels are as given; undefined without a figure: missing is not zero. */
export function sumOf(
  figures: readonly Figure[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = figures.filter(
    (figure) =>
      figure.name === name && Object.entries(labels).every(([key, value]) => figure.labels[key] === value),
  )
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0)
}

function labelsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(LABEL)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign)),
    ]),
  )
}
