/** How long figures are used, in milliseconds. */
export interface FigureLimits {
  /** How old figures may be before they are read again. */
  readonly freshFor: number
  /** How old they may be if reading them fails or is slow: less than the 30 s within which health must be correct. */
  readonly usableFor: number
  /** How long a caller waits for a read; less than the time limit of a health check. */
  readonly patience: number
}

export const DEFAULT_FIGURE_LIMITS: FigureLimits = { freshFor: 5_000, usableFor: 15_000, patience: 1_500 }

export interface CachedFiguresOptions {
  readonly limits?: Partial<FigureLimits>
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number
}

/**
 * Figures shared by health checks and metrics: read at most once in 5 s for all callers, one read at a time. If a read
 * fails or takes longer than 1.5 s, the last figures are returned until they are too old; then the call rejects.
 *
 * @example
 * const figures = cachedFigures(() => readJobFigures(database))
 * const { workers } = await figures()
 */
export function cachedFigures<T>(
  read: () => Promise<T>,
  options: CachedFiguresOptions = {},
): () => Promise<T> {
  const { freshFor, usableFor, patience } = { ...DEFAULT_FIGURE_LIMITS, ...options.limits }
  const now = options.now ?? (() => performance.now())
  let last: { readonly value: T; readonly at: number } | undefined
  let reading: Promise<T> | undefined

  const refresh = async () => {
    try {
      const value = await read()
      last = { value, at: now() }
      return value
    } finally {
      reading = undefined
    }
  }

  return async () => {
    if (last !== undefined && now() - last.at < freshFor) return last.value
    reading ??= refresh()
    try {
      return await withPatience(reading, patience)
    } catch (error) {
      if (last !== undefined && now() - last.at < usableFor) return last.value
      throw error
    }
  }
}

async function withPatience<T>(reading: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`reading the figures took longer than ${milliseconds} ms`)),
      milliseconds,
    )
  })
  return Promise.race([reading, late]).finally(() => clearTimeout(timer))
}
