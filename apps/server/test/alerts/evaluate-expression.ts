import type { Sample } from './parse-exposition.ts'
import type { Expression, Matcher, Selector } from './parse-expression.ts'

/** What a rule looks at: the series as they are now, and as they were at the beginning of every range. */
export interface Scrapes {
  readonly before: readonly Sample[]
  readonly now: readonly Sample[]
}

/** A sample of a result, which has no name. */
interface Value {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

type Result = number | readonly Value[]

/**
 * Evaluates an expression over two scrapes. `increase` is the difference between them: promtool, which extrapolates,
 * tests the rules over time. Throws for what the rules do not use.
 */
export function evaluate(expression: Expression, scrapes: Scrapes): Result {
  switch (expression.kind) {
    case 'number':
      return expression.value
    case 'selector':
      return select(expression, scrapes.now)
    case 'call':
      return call(expression, scrapes)
    case 'aggregate':
      return aggregate(expression, vectorOf(evaluate(expression.of, scrapes)))
    case 'binary':
      return combine(
        expression.operator,
        evaluate(expression.left, scrapes),
        evaluate(expression.right, scrapes),
      )
  }
}

function select({ name, matchers }: Selector, samples: readonly Sample[]): readonly Value[] {
  return samples
    .filter((sample) => sample.name === name && matchers.every((matcher) => matches(sample.labels, matcher)))
    .map(({ labels, value }) => ({ labels, value }))
}

function matches(labels: Sample['labels'], { label, operator, value }: Matcher): boolean {
  const actual = labels[label] ?? ''
  switch (operator) {
    case '=':
      return actual === value
    case '!=':
      return actual !== value
    case '=~':
      return new RegExp(`^(?:${value})$`).test(actual)
    case '!~':
      return !new RegExp(`^(?:${value})$`).test(actual)
    default:
      throw new Error(`unknown matcher ${operator}`)
  }
}

function call({ name, args }: Extract<Expression, { kind: 'call' }>, scrapes: Scrapes): readonly Value[] {
  const [of] = args
  if (of?.kind !== 'selector') throw new Error(`${name} of something else than a selector`)
  const now = select(of, scrapes.now)
  if (name === 'absent') return now.length === 0 ? [{ labels: {}, value: 1 }] : []
  if (name !== 'increase') throw new Error(`${name} is not evaluated here`)
  const before = new Map(select(of, scrapes.before).map(({ labels, value }) => [keyOf(labels), value]))
  return now.flatMap(({ labels, value }) => {
    const first = before.get(keyOf(labels))
    // As in Prometheus, a series that did not exist has not grown.
    return first === undefined ? [] : [{ labels, value: value - first }]
  })
}

function aggregate(
  { name, by }: Extract<Expression, { kind: 'aggregate' }>,
  values: readonly Value[],
): readonly Value[] {
  const groups = Map.groupBy(values, ({ labels }) => keyOf(picked(labels, by)))
  return [...groups.values()].map((group) => ({
    labels: picked(group[0]?.labels ?? {}, by),
    value: fold(
      name,
      group.map(({ value }) => value),
    ),
  }))
}

function fold(name: string, values: readonly number[]): number {
  if (name === 'sum') return values.reduce((sum, value) => sum + value, 0)
  if (name === 'max') return Math.max(...values)
  if (name === 'min') return Math.min(...values)
  throw new Error(`${name} is not evaluated here`)
}

function combine(operator: string, left: Result, right: Result): Result {
  if (operator === 'and' || operator === 'unless') {
    const keys = new Set(vectorOf(right).map(({ labels }) => keyOf(labels)))
    return vectorOf(left).filter(({ labels }) => keys.has(keyOf(labels)) === (operator === 'and'))
  }
  if (operator === 'or') return [...vectorOf(left), ...vectorOf(right)]
  if (operator === '*') return multiply(left, right)
  return compare(operator, vectorOf(left), right)
}

function multiply(left: Result, right: Result): readonly Value[] {
  if (typeof left !== 'number') throw new Error('only a number is multiplied with a vector here')
  return vectorOf(right).map(({ labels, value }) => ({ labels, value: left * value }))
}

/** Keeps the samples of the left side for which the comparison holds. */
function compare(operator: string, left: readonly Value[], right: Result): readonly Value[] {
  const others =
    typeof right === 'number' ? undefined : new Map(right.map(({ labels, value }) => [keyOf(labels), value]))
  return left.filter(({ labels, value }) => {
    const other = typeof right === 'number' ? right : others?.get(keyOf(labels))
    return other !== undefined && holds(operator, value, other)
  })
}

function holds(operator: string, a: number, b: number): boolean {
  switch (operator) {
    case '==':
      return a === b
    case '>':
      return a > b
    case '>=':
      return a >= b
    case '<':
      return a < b
    default:
      throw new Error(`unknown comparison ${operator}`)
  }
}

function vectorOf(result: Result): readonly Value[] {
  if (typeof result === 'number') throw new Error('a number where a vector is needed')
  return result
}

function picked(labels: Value['labels'], names: readonly string[]): Value['labels'] {
  return Object.fromEntries(
    names.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])),
  )
}

function keyOf(labels: Value['labels']): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
