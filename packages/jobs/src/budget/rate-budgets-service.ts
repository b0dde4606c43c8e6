import { serviceKey } from '@tributary/core'
import type { RateBudgets } from './rate-budgets.ts'

/** The budgets of providers' limits, for requests that no job makes: enrichers share the limits of an integration with its syncs. */
export type RateBudgetsService = Pick<RateBudgets, 'openFor'>

/** The service `rateBudgets`. */
export const rateBudgets = serviceKey<RateBudgetsService>('rateBudgets')
