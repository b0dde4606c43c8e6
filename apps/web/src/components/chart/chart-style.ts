/** Distinct for colour-blind people too, and of a contrast of 3 at least with the background of the theme. */
const LIGHT = ['#0b7285', '#c2410c', '#5f3dc4', '#2b8a3e', '#c2255c', '#1864ab', '#8a6100', '#495057']
const DARK = ['#3bc9db', '#ff922b', '#b197fc', '#69db7c', '#faa2c1', '#74c0fc', '#ffd43b', '#ced4da']

/** Besides the colour: strokes and spaces, in pixels. */
const DASHES: readonly (readonly number[])[] = [[], [10, 4], [3, 3], [14, 4, 3, 4], [6, 2], [2, 6], [16, 6]]

const COMPARED_DASH = [4, 4]

/** Dashes of many points cannot be told from gaps. */
const MOST_DASHED_POINTS = 400

export type ColorScheme = 'light' | 'dark'

export interface LineStyle {
  readonly color: string
  readonly dash: readonly number[]
  readonly opacity: number
}

/** How the line of a number looks; `comparedWith` is the number of the line that it belongs to. */
export function lineStyle(
  index: number,
  {
    scheme,
    count,
    comparedWith,
  }: { readonly scheme: ColorScheme; readonly count: number; readonly comparedWith?: number | undefined },
): LineStyle {
  const colors = scheme === 'dark' ? DARK : LIGHT
  const color = colors[(comparedWith ?? index) % colors.length] ?? '#888888'
  if (comparedWith !== undefined) return { color, dash: COMPARED_DASH, opacity: 0.6 }
  return { color, dash: count > MOST_DASHED_POINTS ? [] : (DASHES[index % DASHES.length] ?? []), opacity: 1 }
}

/** Of axes and grid. */
export function frameColors(scheme: ColorScheme): { readonly text: string; readonly grid: string } {
  return scheme === 'dark' ? { text: '#a6adb4', grid: '#343a40' } : { text: '#5c636a', grid: '#e9ecef' }
}
