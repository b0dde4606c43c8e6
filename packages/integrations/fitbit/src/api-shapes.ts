import { type Static, Type } from 'typebox'

/** ProtoJSON may write a number as a string: also `NaN`, or the empty string. */
const NUMBER_TEXT = String.raw`^\s*([+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|NaN|-?Infinity)?\s*$`

/**
 * A 64-bit integer in Google's JSON: a string (ProtoJSON). Numbers are accepted too, since a client library in between may convert
 * one to the other.
 */
export const Int64 = Type.Union([Type.String({ pattern: NUMBER_TEXT }), Type.Number()])

/** Fields that are zero may be omitted, like everything in ProtoJSON. */
export const CivilDate = Type.Object({
  year: Type.Optional(Type.Number()),
  month: Type.Optional(Type.Number()),
  day: Type.Optional(Type.Number()),
})

/** A time on the person's clock. Without `time` it is midnight. */
export const CivilDateTime = Type.Object({
  date: Type.Optional(CivilDate),
  time: Type.Optional(
    Type.Object({
      hours: Type.Optional(Type.Number()),
      minutes: Type.Optional(Type.Number()),
    }),
  ),
})

// Everything is optional, since ProtoJSON omits zeros, empty strings and empty lists. Members that a record requires are checked in
// the mapping. Members with a substitute are unknown here, and validated there: invalid stages must not cost a night that has a
// summary.

export const Identity = Type.Object({ healthUserId: Type.String({ minLength: 1 }) })

export const Settings = Type.Object({
  timeZone: Type.Optional(Type.String()),
  utcOffset: Type.Optional(Type.String()),
})

export const SleepInterval = Type.Object({
  startTime: Type.Optional(Type.String()),
  startUtcOffset: Type.Optional(Type.String()),
  /** Absent while the person sleeps. */
  endTime: Type.Optional(Type.String()),
  endUtcOffset: Type.Optional(Type.String()),
  /** `CivilDateTime` */
  civilStartTime: Type.Optional(Type.Unknown()),
  civilEndTime: Type.Optional(Type.Unknown()),
})

export const Sleep = Type.Object({
  interval: Type.Optional(SleepInterval),
  /** `SleepStage[]` */
  stages: Type.Optional(Type.Unknown()),
  metadata: Type.Optional(
    Type.Object({
      /** `false` while stages are being computed. */
      processed: Type.Optional(Type.Unknown()),
      mainSleep: Type.Optional(Type.Unknown()),
      /** The earlier name of `mainSleep`. */
      main: Type.Optional(Type.Unknown()),
      nap: Type.Optional(Type.Unknown()),
    }),
  ),
  summary: Type.Optional(
    Type.Object({
      /** `Int64` */
      minutesAsleep: Type.Optional(Type.Unknown()),
    }),
  ),
})

export type Sleep = Static<typeof Sleep>

export const SleepStages = Type.Array(
  Type.Object({ startTime: Type.String(), endTime: Type.String(), type: Type.Optional(Type.String()) }),
)

const daily = { date: Type.Optional(CivilDate) }

export const DataSource = Type.Object({
  platform: Type.Optional(Type.String()),
  device: Type.Optional(Type.Object({ displayName: Type.Optional(Type.String()) })),
  application: Type.Optional(Type.Object({ packageName: Type.Optional(Type.String()) })),
})

export const DataPoint = Type.Object({
  /** `DataSource` */
  dataSource: Type.Optional(Type.Unknown()),
  dailyRestingHeartRate: Type.Optional(Type.Object({ ...daily, beatsPerMinute: Type.Optional(Int64) })),
  dailyHeartRateVariability: Type.Optional(
    Type.Object({
      ...daily,
      averageHeartRateVariabilityMilliseconds: Type.Optional(Int64),
      deepSleepRootMeanSquareOfSuccessiveDifferencesMilliseconds: Type.Optional(Int64),
    }),
  ),
  dailyOxygenSaturation: Type.Optional(Type.Object({ ...daily, averagePercentage: Type.Optional(Int64) })),
  dailyRespiratoryRate: Type.Optional(Type.Object({ ...daily, breathsPerMinute: Type.Optional(Int64) })),
  dailyVo2Max: Type.Optional(Type.Object({ ...daily, vo2Max: Type.Optional(Int64) })),
  heartRate: Type.Optional(
    Type.Object({
      sampleTime: Type.Optional(Type.Object({ physicalTime: Type.Optional(Type.String()) })),
      beatsPerMinute: Type.Optional(Int64),
    }),
  ),
  steps: Type.Optional(
    Type.Object({
      interval: Type.Optional(Type.Object({ startTime: Type.Optional(Type.String()) })),
      count: Type.Optional(Int64),
    }),
  ),
  weight: Type.Optional(
    Type.Object({
      sampleTime: Type.Optional(Type.Object({ physicalTime: Type.Optional(Type.String()) })),
      weightGrams: Type.Optional(Int64),
    }),
  ),
  oxygenSaturation: Type.Optional(
    Type.Object({
      sampleTime: Type.Optional(Type.Object({ physicalTime: Type.Optional(Type.String()) })),
      percentage: Type.Optional(Int64),
    }),
  ),
  coreBodyTemperature: Type.Optional(
    Type.Object({
      sampleTime: Type.Optional(Type.Object({ physicalTime: Type.Optional(Type.String()) })),
      temperatureCelsius: Type.Optional(Int64),
    }),
  ),
  sleep: Type.Optional(Sleep),
})

export type DataPoint = Static<typeof DataPoint>

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

/** Points are validated one by one. */
export const DataPoints = Type.Object({
  dataPoints: OrNull(Type.Array(Type.Unknown())),
  nextPageToken: OrNull(Type.String()),
})

export const RollUpPoint = Type.Object({
  civilStartTime: Type.Optional(CivilDateTime),
  steps: Type.Optional(Type.Object({ countSum: Type.Optional(Int64) })),
  distance: Type.Optional(Type.Object({ millimetersSum: Type.Optional(Int64) })),
  activeZoneMinutes: Type.Optional(
    Type.Object({
      sumInFatBurnHeartZone: Type.Optional(Int64),
      sumInCardioHeartZone: Type.Optional(Int64),
      sumInPeakHeartZone: Type.Optional(Int64),
    }),
  ),
  totalCalories: Type.Optional(Type.Object({ kcalSum: Type.Optional(Int64) })),
  weight: Type.Optional(Type.Object({ weightGramsAvg: Type.Optional(Int64) })),
  heartRate: Type.Optional(
    Type.Object({
      beatsPerMinuteAvg: Type.Optional(Int64),
      beatsPerMinuteMin: Type.Optional(Int64),
      beatsPerMinuteMax: Type.Optional(Int64),
    }),
  ),
})

export type RollUpPoint = Static<typeof RollUpPoint>

export const RollUpPoints = Type.Object({
  rollupDataPoints: OrNull(Type.Array(Type.Unknown())),
  nextPageToken: OrNull(Type.String()),
})
