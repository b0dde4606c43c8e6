import type { ForbiddenIntegrations } from './forbidden-integrations.ts'

/** Members that name the integration that a record came from, or begin with it: `fitbit`, `fitbit.steps`. */
const ORIGIN_MEMBERS = ['integration', 'plugin', 'metric', 'origin']
/** Members that name several, of a record made of data of all of them. */
const ORIGINS_MEMBERS = ['integrations', 'plugins', 'origins']

/** An answer without what must not be handed on. */
export interface Withheld {
  /** `undefined` when the whole answer is withheld. */
  readonly value: unknown
  /** The integrations whose data was left out. */
  readonly integrations: ReadonlySet<string>
}

/**
 * Leaves out the data of integrations whose terms forbid use with AI. A record that names one is removed from the list `items`; in other
 * lists, whose places may have a meaning, `{}` stands for it. Numbers around what was left out may count it, and are left out as well.
 */
export function withholdForbidden(answer: unknown, forbidden: ForbiddenIntegrations): Withheld {
  const found = new Set<string>()
  if (forbidden.size === 0) return { value: answer, integrations: found }
  const names = [...forbidden.keys()]
  const { value } = visit(answer, { names, found, isItems: false, isElement: false })
  return { value, integrations: found }
}

interface Visit {
  readonly names: readonly string[]
  readonly found: Set<string>
  /** Whether a list is the `items` of its parent. */
  readonly isItems: boolean
  readonly isElement: boolean
}

interface Visited {
  /** `undefined`: to be left out. */
  readonly value: unknown
  readonly isComplete: boolean
}

function visit(value: unknown, at: Visit): Visited {
  if (Array.isArray(value)) return visitList(value, at)
  if (typeof value !== 'object' || value === null) return { value, isComplete: true }
  const origins = at.names.filter((name) => comesFrom(value, name) || (at.isElement && isAbout(value, name)))
  for (const name of origins) at.found.add(name)
  return origins.length > 0 ? { value: undefined, isComplete: false } : visitMembers(value, at)
}

function visitList(list: readonly unknown[], at: Visit): Visited {
  const visited = list.map((each) => visit(each, { ...at, isItems: false, isElement: true }))
  const isComplete = visited.every((each) => each.isComplete)
  if (isComplete) return { value: list, isComplete }
  const values = visited.map(({ value }) => value)
  const kept = at.isItems
    ? values.filter((each) => each !== undefined)
    : values.map((each) => (each === undefined ? {} : each))
  return { value: kept, isComplete }
}

function visitMembers(object: object, at: Visit): Visited {
  let isComplete = true
  const members = Object.entries(object).flatMap(([name, value]): [string, unknown][] => {
    const key = at.names.find((each) => isOf(name, each))
    if (key !== undefined) at.found.add(key)
    const inner =
      key === undefined
        ? visit(value, { ...at, isItems: name === 'items', isElement: false })
        : { value: undefined, isComplete: false }
    isComplete &&= inner.isComplete
    return inner.value === undefined ? [] : [[name, inner.value]]
  })
  if (isComplete) return { value: object, isComplete }
  return { value: Object.fromEntries(members.filter(([, value]) => typeof value !== 'number')), isComplete }
}

function comesFrom(object: object, integration: string): boolean {
  const record = object as Readonly<Record<string, unknown>>
  if (ORIGIN_MEMBERS.some((member) => isOf(record[member], integration))) return true
  if (idParts(record['id']).some((part) => isOf(part, integration))) return true
  return ORIGINS_MEMBERS.some((member) => {
    const named = record[member]
    return Array.isArray(named) && named.some((each) => isOf(each, integration))
  })
}

/** Some ids say where a record came from: `2026-11-01/fitbit/…/fitbit.steps`. */
function idParts(id: unknown): readonly string[] {
  return typeof id === 'string' ? id.split('/') : []
}

/** Whether one of a list is about a record: that a change of it, for one, took place is not told either. */
function isAbout(object: object, integration: string): boolean {
  return Object.values(object).some(
    (member: unknown) =>
      typeof member === 'object' &&
      member !== null &&
      !Array.isArray(member) &&
      comesFrom(member, integration),
  )
}

function isOf(name: unknown, integration: string): boolean {
  return typeof name === 'string' && (name === integration || name.startsWith(`${integration}.`))
}
