const HOUR_MILLISECONDS = 3_600_000
const NEWEST = Date.UTC(2026, 10, 1)

/** A file as people receive it from Example Service, with a number of plays. */
export function fileOf(plays: number): string {
  const rows = Array.from({ length: plays }, (_, back) => {
    const playedAt = new Date(NEWEST - back * HOUR_MILLISECONDS).toISOString()
    return `play-${back},Song ${back % 40},${playedAt}\n`
  })
  return `id,title,playedAt\n${rows.join('')}`
}
