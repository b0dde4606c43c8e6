import { tokensOf } from './estimate-tokens.ts'
import type { Path } from './path.ts'

/** A part of an answer that was left out. */
export interface CutPart {
  readonly path: Path
  /** How much of it was answered, in this answer and those that it continues: the place to go on from. */
  readonly answered: number
  readonly of: number
  readonly unit: 'items' | 'members' | 'characters' | 'tokens'
}

interface Cutting {
  readonly path: Path
  /** How many of its items, members or characters come before `value`. */
  readonly from: number
  /** Members to leave out first. */
  readonly expendable: ReadonlySet<string>
  readonly parts: CutPart[]
}

/** A text this short is a name, a date or an id, which is of no use in part. */
const SHORT_TEXT = 100
/** An object with more members is a map: it is cut at its end, as a list. */
const MANY_MEMBERS = 50
/** What is smaller is not worth leaving out. */
const SMALL_TOKENS = 50

/**
 * Cuts a value until it takes no more than so many tokens, and adds what it left out to `parts`: first members that nothing is known
 * of, then the ends of long lists and texts.
 */
export function cutToBudget(value: unknown, budget: number, cutting: Cutting): unknown {
  if (tokensOf(value) <= budget) return value
  if (typeof value === 'string') return cutText(value, budget, cutting)
  if (Array.isArray(value)) return cutList(value, budget, cutting)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
  return members.length > MANY_MEMBERS
    ? cutMap(members, budget, cutting)
    : cutObject(members, budget, cutting)
}

function cutText(text: string, budget: number, { path, from, parts }: Cutting): string {
  if (text.length <= SHORT_TEXT) return text
  let kept = text
  while (kept.length > SHORT_TEXT && tokensOf(kept) > budget)
    kept = kept.slice(0, Math.max(SHORT_TEXT, Math.floor((kept.length * budget) / tokensOf(kept)) - 1))
  // Half of a pair of surrogates is no character.
  if (!kept.isWellFormed()) kept = kept.slice(0, -1)
  parts.push({ path, answered: from + kept.length, of: from + text.length, unit: 'characters' })
  return kept
}

function cutList(list: readonly unknown[], budget: number, cutting: Cutting): unknown[] {
  const { path, from, parts } = cutting
  const kept = list.slice(0, fitting(list, budget))
  if (kept.length === 0 && list.length > 0)
    kept.push(cutToBudget(list[0], budget - 2, { ...cutting, path: [...path, from], from: 0 }))
  if (kept.length < list.length)
    parts.push({ path, answered: from + kept.length, of: from + list.length, unit: 'items' })
  return kept
}

function cutMap(members: readonly Member[], budget: number, cutting: Cutting): object {
  const { path, from, parts } = cutting
  const kept = members.slice(0, fitting(members, budget))
  const [first] = members
  if (kept.length === 0 && first !== undefined)
    kept.push([
      first[0],
      cutToBudget(first[1], budget - 20, { ...cutting, path: [...path, first[0]], from: 0 }),
    ])
  parts.push({ path, answered: from + kept.length, of: from + members.length, unit: 'members' })
  return Object.fromEntries(kept)
}

/** How many of the first ones take no more than so many tokens together. */
export function fitting(values: readonly unknown[], budget: number): number {
  let left = budget - 2
  const over = values.findIndex((value) => {
    left -= tokensOf(value) + 1
    return left < 0
  })
  return over === -1 ? values.length : over
}

type Member = readonly [name: string, value: unknown]

function cutObject(members: readonly Member[], budget: number, cutting: Cutting): object {
  const left = new Map(members)
  const sizes = new Map(members.map((member) => [member[0], tokensOf(member) + 1]))
  const total = () => [...left.keys()].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 2)
  const bySize = members.toSorted(([one], [other]) => (sizes.get(one) ?? 0) - (sizes.get(other) ?? 0))
  for (const [name, value] of bySize.toReversed()) {
    const of = tokensOf(value)
    if (total() <= budget) break
    if (!cutting.expendable.has(name) || of <= SMALL_TOKENS) continue
    left.delete(name)
    cutting.parts.push({ path: [...cutting.path, name], answered: 0, of, unit: 'tokens' })
  }
  // The smaller ones first: what they do not need is for the larger ones.
  let remaining = budget - 2
  const rest = bySize.filter(([name]) => left.has(name))
  for (const [index, [name, value]] of rest.entries()) {
    const share = Math.floor(remaining / (rest.length - index))
    const overhead = (sizes.get(name) ?? 0) - tokensOf(value)
    const cut = cutToBudget(value, share - overhead, { ...cutting, path: [...cutting.path, name], from: 0 })
    left.set(name, cut)
    remaining -= tokensOf(cut) + overhead
  }
  return Object.fromEntries(left)
}
