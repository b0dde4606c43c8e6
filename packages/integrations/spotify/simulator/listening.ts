import { CATALOGUE, type Playable } from './catalogue.ts'

/** A play as Spotify itself knows it: its API and its files contain parts of it. */
export interface Play {
  readonly what: Playable
  /** Milliseconds since 1970. */
  readonly endedAt: number
  readonly millisecondsPlayed: number
  readonly wasSkipped: boolean
  readonly shuffle: boolean
  readonly incognito: boolean
  readonly platform: string
  readonly country: string
}

export interface ListeningOptions {
  /** In [0, 1). */
  readonly random: () => number
  /** Milliseconds since 1970. */
  readonly from: number
  readonly to: number
}

const HOUR = 3_600_000
const PLATFORMS = [
  'android',
  'ios',
  'web_player windows 10;chrome 92.0.4515.131;desktop',
  'Partner sonos_imx6 Sonos;Play1',
]

/**
 * A person's plays, in order: some sessions a day, favourites more often than others, a third of the tracks skipped, and some podcasts.
 * About forty plays a day.
 */
export function* generateListening({ random, from, to }: ListeningOptions): Generator<Play> {
  const pick = <T>(list: readonly T[], power = 1): T => list[Math.floor(random() ** power * list.length)] as T
  for (let at = from; ; ) {
    at += Math.floor((0.5 + random() * 7) * HOUR)
    const session = {
      shuffle: random() < 0.5,
      incognito: random() < 0.02,
      platform: pick(PLATFORMS),
      country: 'DE',
    }
    const length = 2 + Math.floor(random() * 12)
    const kind = random()
    for (let number = 0; number < (kind < 0.15 ? 1 : length); number += 1) {
      const what =
        kind < 0.1
          ? pick(CATALOGUE.episodes)
          : kind < 0.15
            ? pick(CATALOGUE.chapters)
            : pick(CATALOGUE.tracks, 2)
      const wasSkipped = what.kind === 'track' && random() < 0.3
      const millisecondsPlayed = wasSkipped
        ? Math.floor(random() * what.milliseconds * 0.6)
        : what.kind === 'track'
          ? what.milliseconds
          : Math.floor(what.milliseconds * (0.3 + random() * 0.7))
      at += millisecondsPlayed + Math.floor(random() * 900) + 100
      if (at >= to) return
      yield { what, endedAt: at, millisecondsPlayed, wasSkipped, ...session }
    }
  }
}
