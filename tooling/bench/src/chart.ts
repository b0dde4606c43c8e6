/** One side's value at each size. */
export interface ChartLine {
  readonly label: string
  readonly points: readonly { readonly size: number; readonly value: number }[]
}

export interface Chart {
  readonly title: string
  /** Of the sizes: `rows`. */
  readonly sizeUnit: string
  /** Of the values: `ms`. */
  readonly unit: string
  readonly lines: readonly ChartLine[]
}

const WIDTH = 720
const HEIGHT = 360
const MARGIN = { left: 90, right: 220, top: 40, bottom: 50 }
const COLOURS = ['#0b7285', '#d9480f', '#5f3dc4', '#2b8a3e', '#c2255c', '#495057']
const GRID_LINES = 4

/** An SVG of values by sizes. Sizes are on a logarithmic scale, values begin at zero: what does not depend on the size is level. */
export function chartSvg({ title, sizeUnit, unit, lines }: Chart): string {
  const points = lines.flatMap((line) => line.points)
  const sizes = [...new Set(points.map(({ size }) => size))].toSorted((one, other) => one - other)
  const most = Math.max(...points.map(({ value }) => value))
  const [first = 1, last = first] = [sizes[0], sizes.at(-1)]
  const x = (size: number) => MARGIN.left + share(Math.log(size / first), Math.log(last / first)) * plotWidth
  const y = (value: number) => HEIGHT - MARGIN.bottom - share(value, most) * plotHeight
  const grid = Array.from({ length: GRID_LINES + 1 }, (_, index) => (most * index) / GRID_LINES)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(title, { x: MARGIN.left, y: 22, anchor: 'start' }),
    ...grid.map((value) => `<path d="M${MARGIN.left} ${y(value)}h${plotWidth}" stroke="#dee2e6"/>`),
    ...grid.map((value) => text(short(value), { x: MARGIN.left - 8, y: y(value) + 4, anchor: 'end' })),
    ...sizes.map((size) => text(short(size), { x: x(size), y: HEIGHT - 28, anchor: 'middle' })),
    text(sizeUnit, { x: MARGIN.left + plotWidth / 2, y: HEIGHT - 10, anchor: 'middle' }),
    text(unit, { x: 8, y: MARGIN.top - 6, anchor: 'start' }),
    ...lines.flatMap(({ label, points: own }, index) => {
      const colour = COLOURS[index % COLOURS.length] ?? '#000'
      const at = own.map(({ size, value }) => `${x(size).toFixed(1)},${y(value).toFixed(1)}`)
      const legend = MARGIN.top + 10 + index * 18
      return [
        `<polyline points="${at.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...at.map((point) => `<circle cx="${point.replace(',', '" cy="')}" r="3" fill="${colour}"/>`),
        `<rect x="${WIDTH - MARGIN.right + 16}" y="${legend - 9}" width="10" height="10" fill="${colour}"/>`,
        text(label, { x: WIDTH - MARGIN.right + 32, y: legend, anchor: 'start' }),
      ]
    }),
    '</svg>\n',
  ].join('\n')
}

const plotWidth = WIDTH - MARGIN.left - MARGIN.right
const plotHeight = HEIGHT - MARGIN.top - MARGIN.bottom

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0
}

function short(value: number): string {
  return value.toLocaleString('en', { notation: 'compact', maximumSignificantDigits: 3 })
}

function text(
  content: string,
  { x, y, anchor }: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' },
): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escaped}</text>`
}
