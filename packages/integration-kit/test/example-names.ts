// What the examples in doc comments take for granted, as the author of an integration has it.

import type {
  EventRecord,
  ImportContext,
  MediaRecord,
  Page,
  ProviderHttp,
  Stream,
} from '@tributary/integration-kit'
import type { DaysRead, MeasurementsRead, SleepSession } from '@tributary/integration-kit/daily'
import type { DateRange, PossibleDates } from '@tributary/integration-kit/dates'
import type { EnrichmentResult, TitleCatalogue, Work } from '@tributary/integration-kit/enrichers'
import type {
  ActivityExport,
  CsvFormat,
  CsvRow,
  DayFile,
  EntryContent,
  importDailyTables,
  importMixed,
  importSections,
  UploadEntry,
} from '@tributary/integration-kit/files'
import type {
  GuardedConnect,
  GuardedFetch,
  NotificationChannel,
  ObjectStorage,
  PaymentProvider,
  SearchIndex,
  SignInProvider,
  TestContext,
} from '@tributary/integration-kit/providers'
import type { Static, TSchema } from 'typebox'
import { Type } from 'typebox'

export const Options = Type.Object({ timeZone: Type.Optional(Type.String()) })
export const Point = Type.Object({ steps: Type.Number() })
export const Days = Type.Object({ days: Type.Array(Point) })
export const Stars = Type.Object({ items: Type.Array(Type.Unknown()), next: Type.Optional(Type.String()) })
export const Star = Type.Object({ id: Type.String() })
export const Activities = Type.Object({ next: Type.Optional(Type.String()) })
export const Playlists = Type.Object({ nextPageToken: Type.Optional(Type.String()) })
export const SignIn = Type.Object({ token: Type.String() })
export const AuthTest = Type.Object({ user: Type.String() })
export const Repositories = Type.Array(Type.Object({ name: Type.String() }))
export const Play = Type.Object({ playedAt: Type.Number() })
export const Plays = Type.Object({ items: Type.Array(Type.Unknown()) })
export declare const playRecord: (play: Static<typeof Play>) => MediaRecord
export const RecentlyPlayed: TSchema = Type.Unknown()

export const Workouts = Type.Object({ data: Type.Array(Type.Unknown()) })
export const Titles = Type.Object({ titles: Type.Array(Type.String()) })
export const Sent = Type.Object({})
export const Tags = Type.Object({ tags: Type.Array(Type.String()) })
export const Account = Type.Object({ id: Type.String() })
export const Devices = Type.Array(Type.Object({ id: Type.String() }))
export declare const keys: readonly string[]
export declare const toEvent: (workout: unknown) => EventRecord
export declare const http: ProviderHttp
export declare const catalogue: TitleCatalogue
export declare const work: Work
export declare const askAbout: (http: ProviderHttp, work: Work) => Promise<EnrichmentResult>
export declare const window: DateRange
export declare const connect: GuardedConnect
export declare const step: TestContext['step']
export declare const channel: NotificationChannel
export declare const openStorage: (fetch: GuardedFetch, address: string) => ObjectStorage
export declare const openIndex: (http: ProviderHttp) => SearchIndex
export declare const openSignIn: (http: ProviderHttp, clientId: string) => SignInProvider
export declare const openPayments: (http: ProviderHttp, secret: string) => PaymentProvider
export declare const nights: readonly SleepSession[]
export declare const range: DateRange
export declare const context: ImportContext
export declare const answer: { readonly body: unknown; readonly points: readonly unknown[] }
export declare const after: string
export declare const header: CsvRow
export declare const row: CsvRow
export declare const rows: readonly [CsvRow, ...CsvRow[]]
export declare const error: unknown
export declare const entry: UploadEntry
export declare const EXPORT: Parameters<typeof importSections<'seen', object>>[1]
export declare const MIXED: Parameters<typeof importMixed<'weight' | 'summary' | 'day', object>>[1]
export declare const TABLE: Parameters<typeof importDailyTables>[1]['table']
export declare const STEPS: DayFile
export declare const localDate: (instant: string) => string
export declare const weighing: (value: unknown) => MediaRecord
export declare const HISTORY: ActivityExport<{ readonly kind: 'seen'; readonly title: string }>
export declare const page: Page<MediaRecord>
export declare const profile: string
export declare const options: { readonly dateOrder: 'auto'; readonly calendar: 'auto' }
export declare const possible: PossibleDates
export declare const seconds: readonly number[]
export declare const track: unknown
export declare const title: string
export declare const startedAt: string
export declare const warnings: string[]
export declare const viewingHistory: Stream<MediaRecord>
export declare const readId: (id: string) => { readonly owner: string; readonly event: string } | undefined
export declare const reader: () => (entry: UploadEntry) => EntryContent<MediaRecord>
export declare const watched: (value: UploadEntry['value']) => MediaRecord
export declare const diaryFormat: (fields: readonly string[]) => CsvFormat<MediaRecord>
export declare const isRefusal: (body: unknown) => boolean
export declare const getSettings: (http: ProviderHttp) => Promise<Static<typeof Options>>
export declare const readSteps: (http: ProviderHttp, range: DateRange) => Promise<DaysRead>
export declare const readDistance: (http: ProviderHttp, range: DateRange) => Promise<DaysRead>
export declare const readHeartRates: (
  http: ProviderHttp,
  from: number,
  to: number,
) => AsyncIterable<MeasurementsRead>
