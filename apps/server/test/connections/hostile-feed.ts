import { type Delivery, toRecord } from './tide.ts'

/** The share of records that cannot be written: one in this many. */
const BAD_SHARE = 0.01
/** Half of the repetitions are of what came just before, so that many stand in the page of the first. */
const NEAR = 50

/**
 * A feed of so many deliveries: a sixth comes again, near its first time or pages later, some of that with other
 * contents; neighbours have changed places; and one in a hundred is bad, by its shape or for the database alone.
 */
export function makeHostileFeed(length: number, random: () => number): Delivery[] {
  const feed = Array.from({ length }, (_, n) => deliveryOf(n, random))
  for (let n = 1; n < length; n += 1) {
    if (random() < 0.2) [feed[n - 1], feed[n]] = [feed[n] as Delivery, feed[n - 1] as Delivery]
  }
  return feed
}

function deliveryOf(n: number, random: () => number): Delivery {
  const chance = random()
  const day = String(1 + (n % 28)).padStart(2, '0')
  const of = (id: number, version: number): Delivery => ({
    id: `play-${id}`,
    title: `Play ${id}, version ${version}`,
    date: `2026-01-${day}`,
    version,
  })
  // A title that is no text; and a day that has the form of one and is in no calendar.
  if (chance < BAD_SHARE / 2) return { ...of(n, 0), id: `bad-${n}`, title: n }
  if (chance < BAD_SHARE) return { ...of(n, 0), id: `bad-${n}`, date: '2026-02-31' }
  if (chance >= BAD_SHARE + 1 / 6 || n === 0) return of(n, 0)
  const reach = random() < 0.5 ? Math.min(n, NEAR) : n
  const earlier = n - 1 - Math.floor(random() * reach)
  return {
    ...of(earlier, random() < 0.5 ? n : 0),
    date: `2026-01-${String(1 + (earlier % 28)).padStart(2, '0')}`,
  }
}

/** What has to be there in the end: the last delivery of each record, and each bad one. */
export function settle(feed: readonly Delivery[]): { rows: Map<string, Delivery>; bad: unknown[] } {
  const isBad = ({ id }: Delivery) => id.startsWith('bad-')
  return {
    rows: new Map(feed.filter((delivery) => !isBad(delivery)).map((delivery) => [delivery.id, delivery])),
    bad: feed.filter(isBad).map(toRecord),
  }
}
