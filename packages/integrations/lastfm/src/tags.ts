import { membersOf, numberOf, textOf } from '@tributary/integration-kit/values'
import { EMPTY_TAG_PATTERNS, EMPTY_TAGS } from './tags-table.ts'

/** A tag that fewer listeners use, in percent of the most used one, is noise. */
const LEAST_COUNT = 10
const MOST_TAGS = 20
const LONGEST_TAG = 100

/** A text as it is compared. Applied twice, it changes nothing more. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll(/[\s_]+/g, ' ')
    .trim()
}

/**
 * The tags that say something of the music, in lower case, the most used first. "hip-hop" and "hip hop" are one, in the more used form.
 *
 * @param names of the artist and the track: people use them as tags
 */
export function usefulTags(entries: readonly unknown[], names: readonly string[]): string[] {
  const counted = entries.flatMap((entry) => {
    const { name, count } = membersOf(entry)
    const tag = folded(textOf(name) ?? '')
    return tag === '' || tag.length > LONGEST_TAG ? [] : [{ tag, count: numberOf(count) ?? 0 }]
  })
  const empty = new Set([...EMPTY_TAGS, ...names.map(folded)].map(joined))
  const tags = new Map<string, string>()
  for (const { tag, count } of counted.toSorted((one, other) => other.count - one.count)) {
    const isEmpty = empty.has(joined(tag)) || EMPTY_TAG_PATTERNS.some((pattern) => pattern.test(tag))
    if (count >= LEAST_COUNT && !isEmpty && !tags.has(joined(tag))) tags.set(joined(tag), tag)
  }
  return [...tags.values()].slice(0, MOST_TAGS)
}

function joined(tag: string): string {
  return tag.replaceAll(/[ -]/g, '')
}
