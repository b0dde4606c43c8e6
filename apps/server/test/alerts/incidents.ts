import { refreshesFailing, syncsLate, syncsNotQueued, tokensExpired } from './connection-incidents.ts'
import {
  databaseJustAway,
  databaseLongAway,
  exhaustedPool,
  fillingDisk,
  readOnlyDatabase,
} from './database-incidents.ts'
import type { Incident } from './incident.ts'
import { budgetUsedUp, noWorker, providerFailing, standingQueue, syncsFailing } from './job-incidents.ts'
import {
  blockedEventLoop,
  failingCheck,
  quarantinedPlugin,
  requestsFailing,
  stoppedServer,
} from './process-incidents.ts'

/** Makes the cause of each alert of the rules, on a real server. */
export const INCIDENTS: Readonly<Record<string, () => Promise<Incident>>> = {
  TributaryDown: stoppedServer,
  TributaryUnready: databaseJustAway,
  TributaryMetricsIncomplete: databaseLongAway,
  TributaryCheckFailing: failingCheck,
  TributaryPluginQuarantined: quarantinedPlugin,
  TributaryNoWorker: noWorker,
  TributaryQueueStanding: standingQueue,
  TributarySyncsNotQueued: syncsNotQueued,
  TributarySyncsFailing: syncsFailing,
  TributarySyncsLate: syncsLate,
  TributaryTokensExpired: tokensExpired,
  TributaryTokenRefreshesFailing: refreshesFailing,
  TributaryProviderFailing: providerFailing,
  TributaryRateBudgetUsedUp: budgetUsedUp,
  TributaryRequestsFailing: requestsFailing,
  TributaryEventLoopBlocked: blockedEventLoop,
  TributaryDatabaseReadOnly: readOnlyDatabase,
  TributaryDatabaseDiskFilling: fillingDisk,
  TributaryDatabasePoolExhausted: exhaustedPool,
}
