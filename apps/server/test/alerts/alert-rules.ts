import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { evaluate, type Scrapes } from './evaluate-expression.ts'
import { parseExpression } from './parse-expression.ts'

export interface AlertRule {
  readonly alert: string
  readonly expr: string
  readonly annotations: { readonly summary: string; readonly description: string }
}

/** The rules that the repository gives to Prometheus. */
export function readAlertRules(): readonly AlertRule[] {
  const file = new URL('../../../../packages/operations/prometheus/alerts.yaml', import.meta.url)
  const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { rules: AlertRule[] }[] }
  return groups.flatMap(({ rules }) => rules)
}

/** The series for which the condition of a rule holds, by their labels. */
export function firingOf({ expr }: AlertRule, scrapes: Scrapes): readonly object[] {
  const result = evaluate(parseExpression(expr), scrapes)
  if (typeof result === 'number') throw new Error(`no condition: ${expr}`)
  return result.map(({ labels }) => labels)
}
