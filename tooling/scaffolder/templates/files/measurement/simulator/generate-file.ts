const HOUR_MILLISECONDS = 3_600_000
const NEWEST = Date.UTC(2026, 10, 1)

/** A file as people receive it from Example Service, with a number of measurements. */
export function fileOf(measurements: number): string {
  const rows = Array.from({ length: measurements }, (_, back) => {
    const measuredAt = new Date(NEWEST - back * HOUR_MILLISECONDS).toISOString()
    return `heart-${back},${measuredAt},${52 + (back % 24)}\n`
  })
  return `id,measuredAt,bpm\n${rows.join('')}`
}
