import { useLingui } from '@lingui/react/macro'
import type { DayState } from './calendar-days.ts'

/** What a state of a day is called. */
export function useDayWords(): Readonly<Record<DayState, string>> {
  const { t } = useLingui()
  return {
    c: t`Complete`,
    p: t`Partly read`,
    e: t`Complete, without data`,
    f: t`Failed`,
    m: t`Not read yet`,
    n: t`Still to come`,
  }
}
