import { isLocalDate } from '@tributary/integration-kit/dates'
import type { ForbiddenUse, IntegrationDefinition } from '@tributary/integration-kit/host'
import { httpsMistakes } from './https-mistakes.ts'

const USES: readonly ForbiddenUse[] = ['storage', 'ai', 'combination']

/** What is wrong with the facts of a definition. */
export function* factMistakes({ name, facts }: IntegrationDefinition): Generator<string> {
  const label = `integration "${name}", facts`
  const { sunset, historyLimitDays, terms = [] } = facts ?? {}
  if (sunset !== undefined && !isLocalDate(sunset.date))
    yield `${label}.sunset, has the date "${sunset.date}": use one like "2026-11-02"`
  if (historyLimitDays !== undefined && !(Number.isInteger(historyLimitDays) && historyLimitDays > 0))
    yield `${label}.historyLimitDays is ${historyLimitDays}: use a whole number from 1`
  for (const [n, { forbids, sentence, source, checkedOn }] of terms.entries()) {
    const where = `${label}.terms[${n}],`
    if (!USES.includes(forbids)) yield `${where} forbids "${forbids}": use ${USES.join(', ')}`
    if (typeof sentence !== 'string' || sentence.trim() === '')
      yield `${where} has no sentence: add what people should know`
    yield* httpsMistakes(`${where} source,`, source ?? '')
    if (typeof checkedOn !== 'string' || !isLocalDate(checkedOn))
      yield `${where} was checked on "${checkedOn}": use the day when it was read, like "2026-11-02"`
  }
}
