const DAY_MILLISECONDS = 86_400_000
const NEWEST = Date.UTC(2026, 10, 1)

/** A file as people receive it from Example Service, with a number of days. */
export function fileOf(days: number): string {
  const rows = Array.from({ length: days }, (_, back) => {
    const date = new Date(NEWEST - back * DAY_MILLISECONDS).toISOString().slice(0, 10)
    return `${date},${4000 + ((back * 137) % 8000)}\n`
  })
  return `date,steps\n${rows.join('')}`
}
