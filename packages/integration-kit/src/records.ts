import { type Static, Type } from 'typebox'

/** `YYYY-MM-DD`, the date where the person was. */
export const LocalDate = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
  description: 'Local date, YYYY-MM-DD',
})

/** An instant, RFC 3339 in UTC. */
export const Instant = Type.String({ format: 'date-time', description: 'Instant, RFC 3339' })

/** What kind of thing was watched, heard or read. `unknown` where the provider does not say and a guess would be one. */
export const MEDIA_TYPES = [
  'movie',
  'episode',
  'video',
  'track',
  'podcast_episode',
  'audiobook_chapter',
  'article',
  'unknown',
] as const

/** What kind of thing was watched or heard. */
export const MediaType = Type.Enum([...MEDIA_TYPES])

export type MediaType = (typeof MEDIA_TYPES)[number]

/**
 * By what a record is known to be the same event that another source of the same platform tells in its own way: an API
 * and a file export, for one. Two records of different sources are one item when they share a key, neither has an `id`
 * that is not the other's, and their times differ by no more than both tolerances together. One record is matched with
 * one other of a source at most, as many of them as can be and the nearest: two plays stay two.
 *
 * @example
 * { source: 'export', precedence: 3, keys: ['spotify:track:4uLU'], startedAt: '2026-11-20T18:00:00Z', toleranceSeconds: 0, repeatSeconds: 30 }
 */
export const MediaMatch = Type.Object(
  {
    /** Which of the integration's sources: `api`, `export`. Records of one source are the same item only by `repeatSeconds`. */
    source: Type.String({ minLength: 1, maxLength: 32 }),
    /** The contents of the highest stay; among equals those of the first to come. */
    precedence: Type.Integer({ minimum: 0, maximum: 100 }),
    /** What was played, in one or several ways that the sources have in common. */
    keys: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { minItems: 1, maxItems: 8 }),
    /** The provider's own id of what was played, where the source tells it. */
    id: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    /** What is compared in the place of `occurredAt`: the middle of the minute, where the source has minutes only. */
    at: Type.Optional(Instant),
    /**
     * When it began, where the source knows that as well as when it ended, which `at` or `occurredAt` then is. A source with
     * one time alone may mean either: its time is compared with both.
     */
    startedAt: Type.Optional(Instant),
    /** When it began by the device's own clock, where `at` may only be when the device delivered it. Needs `startedAt`. */
    deviceStartedAt: Type.Optional(Instant),
    /**
     * A source may tell one event twice, a few seconds apart: in two exports, for one. A record whose end and beginning are both
     * within so many seconds of another one's of its own source, with a key in common and no other `deviceStartedAt`, is that event.
     */
    repeatSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 3600 })),
    /** How far these times may be from the ones of other sources, in seconds. */
    toleranceSeconds: Type.Number({ minimum: 0, maximum: 3600 }),
  },
  { additionalProperties: false, title: 'MediaMatch' },
)

export type MediaMatch = Static<typeof MediaMatch>

/**
 * One time that a person watched or heard something.
 *
 * Identity is (user, platform, `externalId`): delivering the same record again changes nothing, delivering it with
 * another `raw` updates it.
 */
export const MediaRecord = Type.Object(
  {
    /** Stable over every later delivery of the same event. */
    externalId: Type.String({ minLength: 1, maxLength: 1024 }),
    type: MediaType,
    /** As the provider writes it, whole. Never lost, whatever else could be told from it. */
    title: Type.String({ maxLength: 4096 }),
    seriesTitle: Type.Optional(Type.String({ maxLength: 4096 })),
    /** As written: "Season 2", "Limited Series". */
    seasonTitle: Type.Optional(Type.String({ maxLength: 4096 })),
    seasonNumber: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    episodeTitle: Type.Optional(Type.String({ maxLength: 4096 })),
    episodeNumber: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
    /** Its creators: artists, channel, show. */
    creators: Type.Optional(Type.Array(Type.String({ maxLength: 4096 }), { maxItems: 100 })),
    occurredOn: LocalDate,
    /** Absent where the provider tells the date only. */
    occurredAt: Type.Optional(Instant),
    /** How long it was played, in seconds. */
    durationSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 31_536_000 })),
    /** The profile within the account, where the provider has them. */
    profile: Type.Optional(Type.String({ maxLength: 1024 })),
    url: Type.Optional(Type.String({ maxLength: 4096 })),
    /** What the provider sent, with nothing but secrets and needless personal data left out. */
    raw: Type.Record(Type.String(), Type.Unknown()),
    /** For platforms that tell one event by several sources. Needs `occurredAt`. */
    match: Type.Optional(MediaMatch),
  },
  { additionalProperties: false },
)

export type MediaRecord = Static<typeof MediaRecord>

/** One value of one metric on one local date. */
export interface DailyMetricRecord<Field extends string = string> {
  /** One of the fields the stream declares; the metric's name is `<plugin>.<field>`. */
  readonly field: Field
  readonly date: string
  readonly value: number | string | boolean
}

/** One time-stamped value with a unit. */
export interface MeasurementRecord {
  readonly externalId: string
  /** One of the fields that the stream declares; the metric's name is `<plugin>.<field>`. */
  readonly metric: string
  /** RFC 3339. */
  readonly measuredAt: string
  readonly value: number
  /** As the field declares it; empty where it has none. */
  readonly unit: string
}
