import { addDays } from '@tributary/integration-kit/dates'
import { clockOf } from '../evaluate/evaluate-changes.ts'
import { listPassed } from '../evaluate/evaluate-metric.ts'
import { composeFiring, type FiringWords } from '../firings/compose-firing.ts'
import type { Facts } from '../firings/facts.ts'
import { TRYOUT_DAYS } from '../limits.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { Condition } from '../rules/condition.ts'
import { listImports, listItemDays } from './past-store.ts'

/** What a rule would have said of a day. */
export interface WouldHaveSaid extends FiringWords {
  readonly date: string
  readonly facts: Facts
}

export interface TryOut {
  readonly from: string
  readonly to: string
  /** Whether the past of this condition is kept. */
  readonly isKnown: boolean
  /** The newest first. */
  readonly items: readonly WouldHaveSaid[]
}

/** What a rule would have said in the last 30 days, with the data as it is now. Sends and writes nothing. */
export async function tryOut(parts: Parts, userId: string, condition: Condition): Promise<TryOut> {
  const clock = await clockOf(parts, userId)
  const from = addDays(clock.today, 1 - TRYOUT_DAYS)
  const range = { from, to: clock.today }
  const said = await listSaid(parts, { userId, condition, range, clock })
  const items = said
    .map(({ date, facts }) => ({ date, facts, ...composeFiring(facts) }))
    .toSorted((one, other) => (one.date < other.date ? 1 : -1))
  return { ...range, isKnown: condition.on !== 'connection', items }
}

interface Question {
  readonly userId: string
  readonly condition: Condition
  readonly range: { readonly from: string; readonly to: string }
  readonly clock: Awaited<ReturnType<typeof clockOf>>
}

async function listSaid(
  parts: Parts,
  { userId, condition, range, clock }: Question,
): Promise<readonly { readonly date: string; readonly facts: Facts }[]> {
  switch (condition.on) {
    case 'metric': {
      if (parts.values === undefined) return []
      const passed = await listPassed({ values: parts.values, userId, condition, clock }, range)
      return passed.map(({ subject: date, facts }) => ({ date, facts }))
    }
    case 'item':
      return listItemDays(tablesOf(parts), { userId, condition, range })
    case 'import':
      return listImports(tablesOf(parts), { userId, condition, range })
    case 'connection':
      return []
  }
}
