const DAY_MILLISECONDS = 86_400_000
const NEWEST = Date.UTC(2026, 10, 1)

/** A file as people receive it from Example Service, with a number of workouts. */
export function fileOf(workouts: number): string {
  const rows = Array.from({ length: workouts }, (_, back) => {
    const date = new Date(NEWEST - back * DAY_MILLISECONDS).toISOString().slice(0, 10)
    return `workout-${back},Morning run,${date}T07:00:00Z,${date}T07:40:00Z\n`
  })
  return `id,title,startedAt,endedAt\n${rows.join('')}`
}
